/** The first of many words, and how many others there are: `a, b, c and 4 more`. */
export function firstOf(words: readonly string[], shown = 3): string {
  return words.slice(0, shown).join(", ") + (words.length > shown ? ` and ${words.length - shown} more` : "");
}

/** `1 file`, `2 files`. */
export function counted(count: number, one: string, more = `${one}s`): string {
  return `${count} ${count === 1 ? one : more}`;
}
