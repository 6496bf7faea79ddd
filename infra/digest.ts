import { createHash, createHmac } from "node:crypto";

/** SHA-256 in hex over the parts; lengths are hashed too, so that no two lists of parts collide. */
export function digest(parts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:${part}`);
  return hash.digest("hex");
}

/** Keyed digest for content that holds secrets: the result may be published as a label. */
export function keyedDigest(key: string, parts: readonly string[]): string {
  return createHmac("sha256", key).update(digest(parts)).digest("hex").slice(0, 32);
}
