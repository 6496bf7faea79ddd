/** A Dockerfile as the list of what it does: the form in which copies are compared and templates are made. */
import type { Dockerfile, Instruction } from "../../readers/dockerfile/instruction.ts";
import { parseDockerfile } from "../../readers/dockerfile/parse.ts";

/** One instruction on one line (a here-document has more), and where it began. */
export interface CanonicalLine {
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

/**
 * The instructions without comments, blank lines and continuations: keyword in upper case, blanks outside quotes single, JSON forms
 * spaced alike. Parser directives that change how the file is read (`syntax`, `escape`) come first.
 */
export function canonicalLines(text: string, file: Dockerfile = parseDockerfile(text)): CanonicalLine[] {
  return [...directives(text), ...file.instructions.map((i) => ({ text: canonical(i), line: i.line }))];
}

/** Equal for files that build the same: as `canonicalLines`, and neighbouring EXPOSE, LABEL and independent ENV lines in any order. */
export function equivalenceKey(lines: readonly CanonicalLine[]): string {
  const key: string[] = [];
  for (let at = 0; at < lines.length; ) {
    const run = unordered(lines, at);
    const texts = lines.slice(at, at + run).map((line) => line.text);
    key.push(...(run > 1 ? texts.sort() : texts));
    at += run;
  }
  return key.join("\n");
}

/** How many lines from here on may stand in any order; 1 where order counts. */
function unordered(lines: readonly CanonicalLine[], at: number): number {
  const keyword = keywordOf(lines[at]!.text);
  const free = (text: string) => keywordOf(text) === keyword && (keyword === "EXPOSE" || ((keyword === "LABEL" || keyword === "ENV") && !text.includes("$")));
  let end = at;
  const names = new Set<string>();
  while (end < lines.length && free(lines[end]!.text)) {
    const name = keyword === "EXPOSE" ? String(end) : nameSet(lines[end]!.text);
    if (names.has(name)) break;
    names.add(name);
    end++;
  }
  return Math.max(1, end - at);
}

/** What an ENV or LABEL line sets, as far as that can be told: a line of several pairs is never equal to another. */
const nameSet = (text: string) => /^\S+ ([^\s=]+)[\s=]/.exec(text)?.[1] ?? text;

export const keywordOf = (line: string): string => /^\S*/.exec(line)![0];

/** `# syntax=`, `# escape=` and `# check=` at the top of the file. */
function directives(text: string): CanonicalLine[] {
  const found: CanonicalLine[] = [];
  for (const [i, line] of text.replace(/^\uFEFF/, "").split(/\r?\n/).entries()) {
    const match = /^#\s*(syntax|escape|check)\s*=\s*(\S.*?)\s*$/i.exec(line);
    if (!match) break;
    found.push({ text: `# ${match[1]!.toLowerCase()}=${match[2]}`, line: i + 1 });
  }
  return found;
}

function canonical({ keyword, flags, args, json, value, heredocs, trigger }: Instruction): string {
  const body = trigger ? canonical(trigger) : json ? jsonForm(keyword, args) : singleBlanks(keyword === "FROM" ? value.replace(/(\s)as(\s+\S+)$/i, "$1AS$2") : value);
  const head = [keyword, ...flags, body].filter((part) => part !== "").join(" ");
  return [head, ...heredocs.map((doc) => `${doc.content}${doc.name}`)].join("\n");
}

function jsonForm(keyword: string, args: readonly string[]): string {
  const list = (items: readonly string[]) => `[${items.map((item) => JSON.stringify(item)).join(", ")}]`;
  return keyword === "HEALTHCHECK" ? `${args[0]} ${list(args.slice(1))}` : list(args);
}

/** Runs of blanks outside quotes as one; a text whose quotes do not close stays as it is. */
export function singleBlanks(text: string): string {
  let quote = "";
  let out = "";
  // Kept beside the text: to ask a text that grows for its end makes one text of its pieces each time.
  let blank = false;
  for (let i = 0; i < text.length; i++) {
    const ch = text[i]!;
    if (ch === "\\" && quote !== "'") {
      out += text.slice(i, i + 2);
      blank = text[++i] === " ";
    } else if (quote === "" && /\s/.test(ch)) {
      if (!blank) out += " ";
      blank = true;
    } else {
      blank = ch === " ";
      if (quote === "" ? ch === "'" || ch === '"' : ch === quote) quote = quote === "" ? ch : "";
      out += ch;
    }
  }
  return quote === "" ? out.trim() : text;
}
