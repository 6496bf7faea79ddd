import { isAsciiBlank, isBlank } from "./go-text.ts";

/**
 * Words of ENV, LABEL and ARG: blanks split them, quotes and escapes keep blanks inside a word; both stay in the
 * words (BuildKit's parseWords).
 */
export function quotedWords(text: string, escape: string): string[] {
  const words: string[] = [];
  let word = "";
  let quote = "";
  for (let i = 0; i < text.length; i++) {
    let ch = text[i]!;
    if (quote === "" && isBlank(ch)) {
      if (word !== "") words.push(word);
      word = "";
      continue;
    }
    if (quote === "") {
      if (ch === "'" || ch === '"') quote = ch;
    } else if (ch === quote) quote = "";
    if (ch === escape && quote !== "'") {
      if (i + 1 === text.length) break;
      word += ch;
      ch = text[++i]!;
    }
    word += ch;
  }
  return word === "" ? words : [...words, word];
}

/**
 * Takes the `--flags` off the front of an instruction's arguments; quotes and escapes inside flags are removed
 * (BuildKit's extractBuilderFlags, which looks at bytes: only ASCII blanks end a flag). A lone `--` ends the flags.
 */
export function takeFlags(text: string, escape: string): { flags: string[]; rest: string } {
  const flags: string[] = [];
  let i = 0;
  for (;;) {
    while (i < text.length && isAsciiBlank(text[i]!)) i++;
    if (i === text.length) return { flags, rest: "" };
    if (!text.startsWith("--", i)) return { flags, rest: text.slice(i) };
    let word = "";
    let quote = "";
    for (; i < text.length && (quote !== "" || !isAsciiBlank(text[i]!)); i++) {
      const ch = text[i]!;
      if (ch === escape) {
        if (i + 1 < text.length) word += text[++i];
      } else if (quote !== "") {
        if (ch === quote) quote = "";
        else word += ch;
      } else if (ch === "'" || ch === '"') quote = ch;
      else word += ch;
    }
    if (word === "--") return { flags, rest: text.slice(i) };
    flags.push(word);
  }
}
