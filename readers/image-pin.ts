/** How firmly an image reference names one image. */

/** `digest`; `tag` other than latest; `none`; `unknown` where a variable without a value may hold the tag. */
export type Pin = "digest" | "tag" | "none" | "unknown";

/** @param reference after defaults were put in; `$` is left where a variable has no value. */
export function pinOf(reference: string): Pin {
  if (reference.includes("@sha256:")) return "digest";
  const plain = reference.replace(/\$\{[^}]*\}/g, "$");
  const last = plain.slice(plain.lastIndexOf("/") + 1);
  const colon = last.indexOf(":");
  const tag = colon < 0 ? "" : last.slice(colon + 1);
  if (tag !== "") return tag === "latest" ? "none" : "tag";
  return reference.includes("$") ? "unknown" : "none";
}
