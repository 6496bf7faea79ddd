import { isImageId, parseImageReference, printImageReference } from "./image-reference.ts";

const MOVING_TAGS: ReadonlySet<string> = new Set(["latest", "stable", "edge", "nightly", "main", "master"]);
const SHA256 = /^sha256:[0-9a-f]{64}$/;

/** Why a name of an image may mean another image tomorrow, and what to write instead. */
export interface Moving {
  /** Empty where there is no name at all. */
  readonly why: string;
  readonly instead: string;
}

/** Undefined for a name that is pinned: a digest pins whatever tag stands beside it; without one the tag must be of the kind that is not moved. */
export function movingPart(image: unknown): Moving | undefined {
  const instead = "repository:version";
  if (typeof image !== "string") return { why: "", instead };
  if (isImageId(image)) return { why: "an image id names nothing that can be pulled", instead };
  const parsed = parseImageReference(image);
  if ("problem" in parsed) return { why: parsed.problem, instead };
  const { tag, digest, ...name } = parsed.reference;
  if (digest !== undefined) {
    return SHA256.test(digest) ? undefined : { why: "the digest is not sha256 with 64 lower-case digits", instead: `${printImageReference(name)}@sha256:<digest>` };
  }
  const versioned = `${printImageReference(name)}:<version>`;
  if (tag === undefined) return { why: "no tag means latest", instead: versioned };
  return MOVING_TAGS.has(tag.toLowerCase()) ? { why: `the tag ${tag} moves`, instead: versioned } : undefined;
}
