import { distance } from "../infra/edit-distance.ts";
import { firstOf } from "../infra/words.ts";

/** The names nearest to a mistyped word: at most three, each at most a third of the word away. */
export function nearest(word: string, names: readonly string[]): string[] {
  const scored = names
    .map((name) => ({ name, far: word.length > 2 && name.includes(word) ? 1 : distance(word, name) }))
    .filter(({ far }) => far <= Math.max(1, Math.floor(word.length / 3)));
  return scored.sort((a, b) => a.far - b.far || a.name.localeCompare(b.name)).slice(0, 3).map(({ name }) => name);
}

/** What may have been meant by an unknown word, and what there is. */
export function knownNames(word: string, names: readonly string[]): string {
  const near = nearest(word, names);
  return `${near.length > 0 ? `nearest: ${near.join(", ")}; ` : ""}known: ${firstOf(names, 12) || "none"}`;
}

/** Words for an error: what is unknown, and what may have been meant. */
export function unknownService(word: string, names: readonly string[]): string {
  const near = nearest(word, names);
  return `no service is called "${word}"; ${near.length > 0 ? `nearest: ${near.join(", ")}` : "./sutazai catalogue lists the names"}`;
}
