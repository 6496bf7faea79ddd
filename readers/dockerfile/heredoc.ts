import { LexError, words } from "./lexer.ts";

/** A here-document of RUN, COPY or ADD. */
export interface Heredoc {
  /** Its terminator. */
  readonly name: string;
  readonly descriptor: number;
  /** False when the terminator was quoted: variables in the content stay as they are. */
  readonly expand: boolean;
  /** `<<-`: leading tabs are removed from the content when it is used. */
  readonly chomp: boolean;
  /** Lines with their ends, the terminator's not among them. */
  readonly content: string;
}

export type HeredocHead = Omit<Heredoc, "content">;

const UNSET = () => undefined;

/** The here-documents that a line of RUN, COPY or ADD opens, in order. Throws LexError where BuildKit refuses one. */
export function heredocHeads(line: string): HeredocHead[] {
  if (!line.includes("<<")) return [];
  let found: string[];
  try {
    found = words(line, UNSET, { rawQuotes: true, rawEscapes: true, keepUnset: "all" });
  } catch (error) {
    if (error instanceof LexError) return [];
    throw error;
  }
  return found.map(heredocHead).filter((head) => head !== undefined);
}

/** Reads `<<EOF`, `3<<-"EOF"`, `<< EOF`; undefined for any other word. Throws LexError for a broken terminator. */
export function heredocHead(word: string): HeredocHead | undefined {
  const match = /^(\d*)<<(-?)[\t\n\f\r ]*([^<]*)$/.exec(word);
  if (!match || match[3] === "") return undefined;
  const [, descriptor, dash, rest] = match as unknown as [string, string, string, string];
  const plain = words(rest, UNSET, { keepUnset: "all" });
  if (plain.length !== 1) return undefined;
  const raw = words(rest, UNSET, { rawQuotes: true, keepUnset: "all" });
  if (raw.length !== 1) throw new LexError(`the here-document's end in ${word} is not one word`);
  return { name: plain[0]!, descriptor: Number(descriptor), chomp: dash === "-", expand: quotes(plain[0]!) === quotes(raw[0]!) };
}

function quotes(text: string): number {
  return text.replace(/[^'"]/g, "").length;
}
