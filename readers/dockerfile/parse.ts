/**
 * BuildKit's Dockerfile parser (github.com/moby/buildkit frontend/dockerfile/parser, v0.34): lines to instructions.
 * It never throws: what BuildKit refuses is an error with its line, and reading goes on behind it.
 */
import { checkInstruction, checkOrder } from "./check.ts";
import { cutBlank, trim, trimStart } from "./go-text.ts";
import { heredocHeads, type Heredoc, type HeredocHead } from "./heredoc.ts";
import { RULES, type Dockerfile, type DockerfileError, type Instruction } from "./instruction.ts";
import { LexError } from "./lexer.ts";
import { readArguments, SyntaxProblem, type Arguments } from "./arguments.ts";
import { takeFlags } from "./words.ts";

/** The longest line that BuildKit reads, in bytes with its end. */
const LONGEST_LINE = 65_536;

/** Reads a Dockerfile. A byte order mark is dropped; `\r\n` and `\n` end lines. */
export function parseDockerfile(text: string): Dockerfile {
  return new Parser(text).read();
}

class Parser {
  private readonly lines: readonly string[];
  private readonly instructions: Instruction[] = [];
  private readonly errors: DockerfileError[] = [];
  private at = 0;
  private escape = "\\";
  private continuation = continuationOf("\\");
  private directives: Set<string> | undefined = new Set();

  constructor(text: string) {
    this.lines = (text.startsWith("\uFEFF") ? text.slice(1) : text).match(/[^\n]*\n|[^\n]+$/g) ?? [];
  }

  read(): Dockerfile {
    this.lines.forEach((line, i) => {
      if (line.length > LONGEST_LINE / 3 && Buffer.byteLength(line) > LONGEST_LINE) this.refuse(i + 1, RULES.length, `the line has ${Buffer.byteLength(line)} bytes`);
    });
    while (this.at < this.lines.length) this.instruction();
    this.errors.push(...checkOrder(this.instructions, this.lines.length));
    this.errors.sort((a, b) => a.line - b.line);
    return { instructions: this.instructions, errors: this.errors, escape: this.escape };
  }

  private refuse(line: number, rule: string, got: string): void {
    this.errors.push({ line, rule, message: `${rule}: ${got}` });
  }

  /** Reads one instruction with its continuation lines and here-documents; nothing on a blank line or comment. */
  private instruction(): void {
    const first = trimStart(this.nextLine());
    this.directive(first);
    const line = this.at;
    let { text, ended } = this.part(isComment(first) ? "" : first);
    if (ended && text === "") return;
    while (!ended && this.at < this.lines.length) {
      const next = this.nextLine();
      this.directive(next);
      if (isComment(next) || trimStart(next) === "") continue;
      const part = this.part(next);
      text += part.text;
      ended = part.ended;
    }
    const head = this.head(text, line);
    const heredocs = holdsHeredocs(head) ? this.heredocs(text, line) : [];
    const whole = { ...head, heredocs, endLine: this.at };
    this.instructions.push(whole);
    for (const { rule, got } of checkInstruction(whole)) this.refuse(line, rule, got);
  }

  /** The next line without its end. */
  private nextLine(): string {
    const line = this.lines[this.at++]!;
    let end = line.length;
    while (end > 0 && (line[end - 1] === "\n" || line[end - 1] === "\r")) end--;
    return line.slice(0, end);
  }

  private part(line: string): { text: string; ended: boolean } {
    const match = this.continuation.exec(line);
    return match ? { text: line.slice(0, match.index) + (match[1] ?? ""), ended: false } : { text: line, ended: true };
  }

  /** `# escape=...` and its like, before anything else in the file. */
  private directive(line: string): void {
    if (!this.directives) return;
    const match = /^([a-zA-Z][a-zA-Z0-9]*)[\t\f\r ]*=([^\n]*)$/.exec(line.startsWith("#") ? trimStart(line.slice(1)) : "");
    const name = match?.[1]!.toLowerCase();
    const value = trim(match?.[2] ?? "");
    if (name === undefined || value === "" || !["syntax", "escape", "check"].includes(name)) return void (this.directives = undefined);
    if (this.directives.has(name)) return this.refuse(this.at, RULES.directive, `${name} is given twice`);
    this.directives.add(name);
    if (name !== "escape") return;
    if (value !== "\\" && value !== "`") return this.refuse(this.at, RULES.directive, `escape is \\ or \`, not ${value}`);
    this.escape = value;
    this.continuation = continuationOf(value);
  }

  private head(original: string, line: number): Instruction {
    const [word, after = ""] = cutBlank(trim(original));
    const { flags, rest } = takeFlags(after, this.escape);
    const value = trim(rest);
    const keyword = word.toUpperCase();
    const args = this.arguments(keyword, value, line);
    const trigger = keyword === "ONBUILD" && value !== "" && !/^ONBUILD\b/i.test(value) ? this.head(value, line) : undefined;
    return { keyword, line, endLine: line, flags, ...args, value, heredocs: [], original, trigger };
  }

  private arguments(keyword: string, value: string, line: number): Arguments {
    try {
      return readArguments(keyword, value, this.escape);
    } catch (error) {
      if (!(error instanceof SyntaxProblem)) throw error;
      this.refuse(line, error.rule, error.message);
      return error.read;
    }
  }

  private heredocs(text: string, line: number): Heredoc[] {
    try {
      return heredocHeads(text).map((head) => ({ ...head, content: this.content(head, line) }));
    } catch (error) {
      if (!(error instanceof LexError)) throw error;
      this.refuse(line, RULES.heredoc, error.message);
      return [];
    }
  }

  private content(head: HeredocHead, line: number): string {
    const start = this.at;
    while (this.at < this.lines.length) {
      const text = this.nextLine();
      if ((head.chomp ? text.replace(/^\t+/, "") : text) === head.name) return this.lines.slice(start, this.at - 1).join("");
    }
    this.refuse(line, RULES.heredoc, `no line is ${head.name}`);
    return this.lines.slice(start).join("");
  }
}

/** The escape character ends a line when no other one stands before it; blanks may follow. */
function continuationOf(escape: string): RegExp {
  const e = escape === "\\" ? "\\\\" : escape;
  return new RegExp(`([^${e}])${e}[ \\t]*$|^${e}[ \\t]*$`);
}

function isComment(line: string): boolean {
  return trimStart(line).startsWith("#");
}

function holdsHeredocs(instruction: Instruction): boolean {
  const holder = instruction.trigger ?? instruction;
  return ["RUN", "COPY", "ADD"].includes(holder.keyword) && !holder.json;
}
