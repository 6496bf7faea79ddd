/** Text of a file of an estate, whatever wrote it. */

export type Oddity = "bom" | "crlf" | "not_utf8" | "nul" | "no_final_newline" | "empty" | "tabs";

export interface FileText {
  readonly text: string;
  /** What is special, in this order. Tabs in indentation are for the caller to ask: only YAML minds them. */
  readonly oddities: readonly Oddity[];
}

/** Decodes UTF-8 (a byte order mark is dropped), else UTF-16 that has its mark, else Latin-1, which alone is noted as `not_utf8`. */
export function decode(bytes: Uint8Array): FileText {
  const { text, bom, known } = decoded(bytes);
  const oddities: (Oddity | false)[] = [
    bom && "bom",
    text.includes("\r\n") && "crlf",
    !known && "not_utf8",
    text.includes("\0") && "nul",
    text !== "" && !text.endsWith("\n") && "no_final_newline",
    bytes.length === 0 && "empty",
  ];
  return { text, oddities: oddities.filter((oddity) => oddity !== false) };
}

/** True when a line begins with a tab, or with blanks and a tab. */
export function hasTabIndent(text: string): boolean {
  return /^ *\t/m.test(text);
}

function decoded(bytes: Uint8Array): { text: string; bom: boolean; known: boolean } {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.startsWith("\uFEFF") ? { text: text.slice(1), bom: true, known: true } : { text, bom: false, known: true };
  } catch {
    const mark = bytes.length >= 2 ? bytes[0]! * 256 + bytes[1]! : 0;
    if (mark === 0xfffe) return { text: new TextDecoder("utf-16le").decode(bytes), bom: true, known: true };
    if (mark === 0xfeff) return { text: new TextDecoder("utf-16be").decode(bytes), bom: true, known: true };
    return { text: Buffer.from(bytes).toString("latin1"), bom: false, known: false };
  }
}
