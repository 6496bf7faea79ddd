/** Names of images in registries: taken apart, pinned, and read through a mirror. Pure; the schema judges their form. */

export interface Reference {
  /** `docker.io` when none is written. */
  readonly registry: string;
  /** With the `library/` of Docker's own images. */
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

const HUB = "docker.io";

export function parseReference(text: string): Reference {
  const [named = "", digest] = text.split("@");
  const { name, tag } = parts(named);
  const slash = name.indexOf("/");
  const first = name.slice(0, Math.max(slash, 0));
  const host = first === "localhost" || /[.:]/.test(first) ? first : undefined;
  const registry = host === undefined || host === `index.${HUB}` ? HUB : host;
  const path = host === undefined ? name : name.slice(slash + 1);
  const repository = registry === HUB && !path.includes("/") ? `library/${path}` : path;
  return { registry, repository, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
}

function parts(named: string): { name: string; tag?: string } {
  const colon = named.indexOf(":", named.lastIndexOf("/") + 1);
  return colon < 0 ? { name: named } : { name: named.slice(0, colon), tag: named.slice(colon + 1) };
}

/** The reference with its locked digest; as it is when there is none, or when it names one itself. */
export const pinned = (reference: string, digest: string | undefined): string => (digest === undefined || reference.includes("@") ? reference : `${reference}@${digest}`);

/** Where a mirror has it: below the mirror, under its full name (`redis:7.2` at `mirror.corp/docker.io/library/redis:7.2`). */
export function through(reference: string, mirror: string | undefined): string {
  if (mirror === undefined) return reference;
  const { registry, repository, tag, digest } = parseReference(reference);
  // A path has no colons.
  return `${mirror}/${registry.replace(":", "-")}/${repository}${tag === undefined ? "" : `:${tag}`}${digest === undefined ? "" : `@${digest}`}`;
}

/** The name under which the engine keeps what it pulled by digest: without the tag. */
export function byDigest(reference: string): string {
  const [named = "", digest] = reference.split("@");
  return digest === undefined ? reference : `${parts(named).name}@${digest}`;
}
