import { firstOf } from "./words.ts";

/** Insertions, deletions, replacements and swaps of neighbours from one word to the other (optimal string alignment). */
export function distance(a: string, b: string): number {
  let [before, row] = [[] as number[], Array.from({ length: b.length + 1 }, (_, i) => i)];
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? before[j - 2]! + 1 : Infinity;
      next[j] = Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1), swap);
    }
    [before, row] = [row, next];
  }
  return row[b.length]!;
}

/** The names nearest to a mistyped word: at most three, each at most a third of the word away. */
export function nearest(word: string, names: readonly string[]): string[] {
  const scored = names
    .map((name) => ({ name, far: word.length > 2 && name.includes(word) ? 1 : distance(word, name) }))
    .filter(({ far }) => far <= Math.max(1, Math.floor(word.length / 3)));
  return scored.sort((a, b) => a.far - b.far || a.name.localeCompare(b.name)).slice(0, 3).map(({ name }) => name);
}

/** What to do about an unknown word: the one that may have been meant, or `otherwise`. */
export function meant(word: string, names: readonly string[], otherwise: string): string {
  const [near] = nearest(word, names.filter((name) => name !== word));
  return near === undefined ? otherwise : `did you mean "${near}"?`;
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
