/**
 * Image references by the grammar of the distribution project (`reference` package):
 * `[registry/]repository[:tag][@digest]`. Written here because the parsers on npm take apart without judging
 * (upper case, empty tags and short digests pass), or need a native module. One deliberate difference: an upper-case
 * first part without dot or port is a mistake here (`Library/nginx`), where distribution takes it for a host.
 */
export interface ImageReference {
  /** Host with optional port, as written; none means the engine's default. */
  readonly registry?: string;
  /** Lower-case path, without registry. */
  readonly repository: string;
  readonly tag?: string;
  /** `algorithm:hex`. */
  readonly digest?: string;
}

/** A reference, or what is wrong with the text. */
export type Parsed = { readonly reference: ImageReference } | { readonly problem: string };

const REGISTRY =
  /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[a-fA-F0-9:]+\])(?::\d+)?$/;
const PART = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
const HEX_ID = /^[0-9a-f]{64}$/;
const MAX_NAME = 255;

/** An image's id, which names exactly one image of one engine. */
export function isImageId(text: string): boolean {
  return /^sha256:[0-9a-f]{64}$/.test(text);
}

/** Takes a reference apart, or says why it is none. */
export function parseImageReference(text: string): Parsed {
  const at = text.indexOf("@");
  const digest = at < 0 ? undefined : text.slice(at + 1);
  if (digest !== undefined && !DIGEST.test(digest)) return { problem: "the digest is not algorithm:hex" };

  const named = at < 0 ? text : text.slice(0, at);
  const colon = named.indexOf(":", named.lastIndexOf("/") + 1);
  const tag = colon < 0 ? undefined : named.slice(colon + 1);
  if (tag !== undefined && !TAG.test(tag)) return { problem: "the tag is not 1 to 128 letters, digits, _ . or -" };

  const name = colon < 0 ? named : named.slice(0, colon);
  const slash = name.indexOf("/");
  const registry = slash >= 0 && looksLikeHost(name.slice(0, slash)) ? name.slice(0, slash) : undefined;
  const repository = registry === undefined ? name : name.slice(slash + 1);
  if (registry !== undefined && !REGISTRY.test(registry)) return { problem: "the registry is not host[:port]" };
  if (repository === "") return { problem: "it names no repository" };
  if (/[A-Z]/.test(repository)) return { problem: "the repository is not lower-case" };
  if (!repository.split("/").every((part) => PART.test(part))) {
    return { problem: "the repository is not lower-case letters and digits, parted by . _ - and /" };
  }
  if (name.length > MAX_NAME) return { problem: `the name is longer than ${MAX_NAME} characters` };
  if (HEX_ID.test(name)) return { problem: "64 hexadecimal digits are an id, not a name" };

  return {
    reference: {
      ...(registry === undefined ? {} : { registry }),
      repository,
      ...(tag === undefined ? {} : { tag }),
      ...(digest === undefined ? {} : { digest }),
    },
  };
}

/** The reference as one text; `parseImageReference` gives it back. */
export function printImageReference({ registry, repository, tag, digest }: ImageReference): string {
  return [
    registry === undefined ? "" : `${registry}/`,
    repository,
    tag === undefined ? "" : `:${tag}`,
    digest === undefined ? "" : `@${digest}`,
  ].join("");
}

function looksLikeHost(part: string): boolean {
  return part === "localhost" || part.includes(".") || part.includes(":");
}
