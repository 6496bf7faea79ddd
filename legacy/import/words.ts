import { digest } from "../../infra/digest.ts";

/** A command line's words, as compose splits a command that is one text: quotes and backslashes, no expansion. */
export function shellWords(line: string): string[] {
  const words: string[] = [];
  const word = /\s*((?:[^\s'"\\]|\\[\s\S]|'[^']*'|"(?:[^"\\]|\\[\s\S])*")+|['"\\][\s\S]*)/gy;
  for (const [, written] of line.trimEnd().matchAll(word)) {
    words.push(written!.replace(/'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])/g, (_, single?: string, double?: string, escaped?: string) => single ?? double?.replace(/\\(["\\$`])/g, "$1") ?? escaped ?? ""));
  }
  return words;
}

const LONGEST = 40;
const HASH = 6;

/** A name of the catalogue: lower-case letters, digits and single hyphens, at most 40; a longer one ends with a hash of the whole. */
export function catalogueName(name: string): string {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^[^a-z]+|-+$/g, "") || "service";
  return plain.length <= LONGEST ? plain : `${plain.slice(0, LONGEST - HASH - 1).replace(/-$/, "")}-${digest([plain]).slice(0, HASH)}`;
}
