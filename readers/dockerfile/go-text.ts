/** What Go's `unicode.IsSpace` and `strings.TrimSpace` call blank; JavaScript's `\s` differs (U+0085 in, U+FEFF out). */
const BLANK = "\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const IS_BLANK = new RegExp(`^[${BLANK}]$`);
const LEADING = new RegExp(`^[${BLANK}]+`);

export function isAsciiBlank(ch: string): boolean {
  return ch === " " || (ch >= "\t" && ch <= "\r");
}

/** True for one blank character. */
export function isBlank(ch: string): boolean {
  return ch <= "~" ? isAsciiBlank(ch) : IS_BLANK.test(ch);
}

export function trimStart(text: string): string {
  return text.replace(LEADING, "");
}

export function trim(text: string): string {
  let end = text.length;
  while (end > 0 && isBlank(text[end - 1]!)) end--;
  return trimStart(text.slice(0, end));
}

/** Drops ASCII blanks only. */
export function trimAsciiStart(text: string): string {
  return text.replace(/^[\t-\r ]+/, "");
}

/** The text before its first ASCII blank. */
export function upToBlank(text: string): string {
  return text.replace(/[\t-\r ][^]*$/, "");
}

/** Splits at runs of blanks inside a line (no newline among them, as BuildKit does it). */
export function splitBlanks(text: string): string[] {
  return text.split(/[\t\v\f\r ]+/);
}

/** The first word and all that follows it; one element where there is no blank. */
export function cutBlank(text: string): [string] | [string, string] {
  const match = /[\t\v\f\r ]+/.exec(text);
  return match ? [text.slice(0, match.index), text.slice(match.index + match[0].length)] : [text];
}
