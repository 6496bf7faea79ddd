/**
 * A forgiving reader of POSIX shell text: which simple commands a script runs, in which pipelines, with which substitutions.
 * It never throws: an open quote or bracket ends with the text. Control words (`if`, `do`, `!` ...) are taken off the
 * front of a command; their meaning is not looked at.
 */

/** A command with its words: quotes and escapes removed, variables and substitutions as written. */
export interface SimpleCommand {
  readonly words: readonly string[];
  /** Scripts in `$(...)`, backquotes, `<(...)` and `>(...)` of its words and redirections. */
  readonly substitutions: readonly Script[];
  /** Those of them that the command reads as a file: `<(...)`, and all in redirections. */
  readonly feeds: readonly Script[];
}

/** What stands between two `|`: a simple command, or a script in brackets. */
export type Part = SimpleCommand | { readonly group: Script };
export type Pipeline = readonly Part[];
export type Script = readonly Pipeline[];

/** Brackets and substitutions nested deeper than this are passed over. */
const DEEPEST = 40;
const CONTROL = new Set(["if", "then", "elif", "else", "fi", "while", "until", "do", "done", "!", "time", "esac"]);
const REDIRECTION = /\d*(?:&>>?|<<<|<<-?|<>|>>|>\||[<>]&|<(?!\()|>(?!\())[ \t\r]*/y;
const BLANKS = /(?:[ \t\r]|\\\n)+/y;
const PLAIN = /[^ \t\r\n;&|()<>'"\\$`]+/y;

export function readShell(text: string): Script {
  return new Reader(text, 0).script(undefined);
}

/** What a word adds to its command. */
interface Word {
  readonly text: string;
  readonly substitutions: readonly Script[];
}

class Reader {
  private at = 0;
  private depth: number;
  private readonly text: string;

  constructor(text: string, depth: number) {
    this.text = text;
    this.depth = depth;
  }

  /** Reads pipelines up to the closing bracket, which is consumed, or to the end. */
  script(close: ")" | "}" | undefined): Script {
    const script: Pipeline[] = [];
    let pipeline: Part[] = [];
    const end = () => {
      if (pipeline.length > 0) script.push(pipeline);
      pipeline = [];
    };
    while (this.at < this.text.length) {
      if ((this.take(BLANKS) ?? this.take(/#[^\n]*/y)) !== undefined) continue;
      const operator = this.take(/\|\||&&|;;&?|;&|\|&|[;\n|)]|&(?!>)/y);
      if (operator === ")" && close === ")") break;
      if (operator !== undefined) {
        if (operator !== "|" && operator !== "|&") end();
      } else if (this.take(/\(/y) !== undefined) pipeline.push({ group: this.nested(")") });
      else {
        const command = this.command();
        if (command === "}" && close === "}") break;
        if (command === "{") pipeline.push({ group: this.nested("}") });
        else if (typeof command === "object") pipeline.push(command);
      }
    }
    end();
    return script;
  }

  private nested(close: ")" | "}"): Script {
    if (this.depth >= DEEPEST) {
      this.at = this.text.length;
      return [];
    }
    this.depth++;
    const script = this.script(close);
    this.depth--;
    return script;
  }

  /** A simple command up to its operator; a brace that stands where a command may begin; undefined for a function's head. */
  private command(): SimpleCommand | "{" | "}" | undefined {
    const words: string[] = [];
    const substitutions: Script[] = [];
    const feeds: Script[] = [];
    while (this.at < this.text.length) {
      if (this.take(BLANKS) !== undefined) continue;
      if (words.length > 0 && this.take(/\([ \t]*\)/y) !== undefined) return undefined;
      if (this.take(REDIRECTION) !== undefined) {
        const read = this.word().substitutions;
        substitutions.push(...read);
        feeds.push(...read);
        continue;
      }
      if (/[\n;&|()]/.test(this.text[this.at]!) || (this.text[this.at] === "#" && words.length + substitutions.length > 0 && /[\s]/.test(this.text[this.at - 1]!))) break;
      const word = this.word();
      if (words.length === 0 && (word.text === "{" || word.text === "}")) return word.text;
      if (words.length > 0 || !CONTROL.has(word.text)) words.push(word.text);
      substitutions.push(...word.substitutions);
      if (word.text.startsWith("<(")) feeds.push(...word.substitutions);
    }
    return words.length + substitutions.length > 0 ? { words, substitutions, feeds } : undefined;
  }

  /** One word; empty when none begins here. */
  private word(): Word {
    let text = "";
    const substitutions: Script[] = [];
    while (this.at < this.text.length) {
      const ch = this.text[this.at]!;
      const plain = this.take(PLAIN);
      if (plain !== undefined) text += plain;
      else if (ch === "'") text += (this.take(/'[^']*'?/y) ?? "").replace(/'/g, "");
      else if (ch === "\\") text += (this.take(/\\[^]?/y) ?? "").slice(1).replace("\n", "");
      else if (ch === '"') {
        this.at++;
        const quoted = this.quoted();
        text += quoted.text;
        substitutions.push(...quoted.substitutions);
      } else if (ch === "$" || ch === "`" || ((ch === "<" || ch === ">") && this.text[this.at + 1] === "(")) text += this.substitution(substitutions);
      else break;
    }
    return { text, substitutions };
  }

  /** Text up to the closing double quote. */
  private quoted(): Word {
    let text = "";
    const substitutions: Script[] = [];
    while (this.at < this.text.length && this.take(/"/y) === undefined) {
      const plain = this.take(/[^"\\$`]+/y) ?? this.take(/\\(?:["$`\\]|\n)/y)?.slice(1).replace("\n", "") ?? this.take(/\\/y);
      text += plain ?? this.substitution(substitutions);
    }
    return { text, substitutions };
  }

  /** `$...`, a backquoted script, `<(...)`; the script goes to `found`, the text comes back as written. */
  private substitution(found: Script[]): string {
    const start = this.at;
    const backquoted = this.take(/`(?:[^`\\]|\\[^])*`?/y);
    if (backquoted !== undefined) {
      const inner = backquoted.replace(/^`|`$/g, "").replace(/\\([`\\$])/g, "$1");
      if (this.depth < DEEPEST) found.push(new Reader(inner, this.depth + 1).script(undefined));
    } else if (this.take(/\$\(\(/y) !== undefined) this.balance("(", ")", 2);
    else if (this.take(/\$\{/y) !== undefined) this.balance("{", "}", 1);
    else if (this.take(/[$<>]\(/y) !== undefined) found.push(this.nested(")"));
    else this.at++;
    return this.text.slice(start, this.at);
  }

  /** Passes over text until as many brackets are closed as are open. */
  private balance(open: string, close: string, depth: number): void {
    for (; depth > 0 && this.at < this.text.length; this.at++) {
      const ch = this.text[this.at];
      if (ch === "\\") this.at++;
      else if (ch === open) depth++;
      else if (ch === close) depth--;
    }
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (!match || match[0] === "") return undefined;
    this.at += match[0].length;
    return match[0];
  }
}
