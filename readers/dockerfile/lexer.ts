import { isBlank } from "./go-text.ts";
import { matching, replaced, without, type Matching } from "./shell-pattern.ts";

/** How BuildKit's word lexer is to treat a text. */
export interface LexOptions {
  /** The escape character of the file. Default `\`. */
  readonly escape?: string;
  /** Keep quotes in the words. Default false. */
  readonly rawQuotes?: boolean;
  /** Keep escape characters. Default false. */
  readonly rawEscapes?: boolean;
  /** `all`: every unset variable stays as written; `plain`: `$X` and `${X}` stay, modifiers are applied. Default `plain`. */
  readonly keepUnset?: "all" | "plain";
  /** The text takes in nothing more once it has so many characters. Default: no limit. */
  readonly longest?: number;
}

/** Values that double themselves line by line are cut here. */
const LONGEST = 32_768;
/** What matching the patterns of one text may cost. */
const PATTERN_COST = 1 << 20;

/** The value of a variable, undefined when unset. */
export type Lookup = (name: string) => string | undefined;

/** Raised for what BuildKit's lexer refuses: an open quote, a bad substitution. Callers keep the text as it is. */
export class LexError extends Error {}

const SPECIAL = new Set("@*#?-$!0");
const isDigit = (ch: string | undefined) => ch !== undefined && /\p{Nd}/u.test(ch);
const isName = (ch: string | undefined) => ch !== undefined && /[\p{L}\p{Nd}_]/u.test(ch);

/**
 * Substitutes variables and removes quotes as BuildKit does it for words of FROM, COPY, USER and so on
 * (frontend/dockerfile/shell/lex.go), up to 32 KiB. What the lexer refuses comes back unchanged.
 */
export function expand(text: string, lookup: Lookup, escape = "\\"): string {
  return read(text, lookup, { escape, longest: LONGEST }).slice(0, LONGEST);
}

/** The text without its quotes, all variables as written. */
export function unquote(text: string, escape = "\\"): string {
  return read(text, () => undefined, { escape, keepUnset: "all" });
}

function read(text: string, lookup: Lookup, options: LexOptions): string {
  if (!/[$'"\\`]/.test(text)) return text;
  try {
    return new Lexer(text, lookup, options).read().text;
  } catch (error) {
    if (error instanceof LexError) return text;
    throw error;
  }
}

/** The words of a text with quotes and escapes treated as the options say. Throws LexError. */
export function words(text: string, lookup: Lookup, options: LexOptions): string[] {
  return new Lexer(text, lookup, options).read().words;
}

/** Words are gathered beside the plain text: blanks split them, but not quoted ones. */
class Words {
  private word = "";
  private readonly done: string[] = [];
  add(text: string): void {
    for (const ch of text) {
      if (isBlank(ch)) this.end();
      else this.word += ch;
    }
  }
  addRaw(text: string): void {
    this.word += text;
  }
  drop(): void {
    this.word = "";
  }
  end(): string[] {
    if (this.word !== "") this.done.push(this.word);
    this.word = "";
    return this.done;
  }
}

class Lexer {
  private at = 0;
  private readonly text: string;
  private readonly lookup: Lookup;
  private readonly escape: string;
  private readonly rawQuotes: boolean;
  private readonly keepAll: boolean;
  private readonly rawEscapes: boolean;
  private readonly longest: number;
  private depth = 0;
  private cost = 0;
  /** BuildKit gathers words in one buffer that a `${X:-...}` inside a word empties: what stood before it is lost. */
  private lost = false;

  constructor(text: string, lookup: Lookup, options: LexOptions) {
    this.text = text;
    this.lookup = lookup;
    this.escape = options.escape ?? "\\";
    this.rawQuotes = options.rawQuotes ?? false;
    this.rawEscapes = options.rawEscapes ?? false;
    this.keepAll = options.keepUnset === "all";
    this.longest = options.longest ?? Infinity;
  }

  /** Reads to `stop`, or to the end where there is none. */
  read(stop?: string, rawEscapes = this.rawEscapes): { text: string; words: string[] } {
    if (++this.depth > 200) throw new LexError("substitutions are nested too deeply");
    let text = "";
    const words = new Words();
    for (let ch = this.text[this.at]; ch !== undefined; ch = this.text[this.at]) {
      if (ch === stop) {
        this.at++;
        this.depth--;
        this.lost = true;
        return { text, words: words.end() };
      }
      if (ch === "$") {
        const value = this.dollar();
        if (text.length >= this.longest) continue;
        text += value;
        this.dropLost(words);
        words.add(value);
      } else if (ch === "'" || ch === '"' || ch === "<") {
        const value = ch === "'" ? this.singleQuoted() : ch === '"' ? this.doubleQuoted(rawEscapes) : this.angles();
        if (text.length >= this.longest) continue;
        text += value;
        this.dropLost(words);
        words.addRaw(value);
      } else if (ch === this.escape) {
        const escaped = this.text[this.at + 1];
        this.at += 2;
        const kept = (rawEscapes ? ch : "") + (escaped ?? "");
        text += kept;
        words.addRaw(kept);
      } else {
        this.at++;
        text += ch;
        words.add(ch);
      }
    }
    this.depth--;
    if (stop !== undefined) throw new LexError(`no matching ${stop}`);
    return { text, words: words.end() };
  }

  private dropLost(words: Words): void {
    if (this.lost) words.drop();
    this.lost = false;
  }

  private singleQuoted(): string {
    const end = this.text.indexOf("'", this.at + 1);
    if (end < 0) throw new LexError("no matching single quote");
    const inner = this.text.slice(this.at + 1, end);
    this.at = end + 1;
    return this.rawQuotes ? `'${inner}'` : inner;
  }

  private doubleQuoted(rawEscapes: boolean): string {
    this.at++;
    let text = this.rawQuotes ? '"' : "";
    for (let ch = this.text[this.at]; ch !== undefined; ch = this.text[this.at]) {
      if (ch === '"') {
        this.at++;
        return this.rawQuotes ? text + ch : text;
      }
      if (ch === "$") {
        const value = this.dollar();
        if (text.length < this.longest) text += value;
        continue;
      }
      this.at++;
      const next = this.text[this.at];
      if (ch === this.escape && next !== undefined && (next === '"' || next === "$" || next === this.escape)) {
        this.at++;
        text += (rawEscapes ? ch : "") + next;
      } else if (ch !== this.escape || next !== undefined) text += ch + (ch === this.escape && rawEscapes && !this.rawQuotes ? ch : "");
    }
    throw new LexError("no matching double quote");
  }

  /** `<<` takes the blanks after it into its word: `<< EOF` is one heredoc word. */
  private angles(): string {
    const match = /<(?:<[\t\r ]*)?/y;
    match.lastIndex = this.at;
    const text = match.exec(this.text)![0];
    this.at += text.length;
    return text;
  }

  private dollar(): string {
    this.at++;
    if (this.text[this.at] !== "{") {
      const name = this.name();
      return name === "" ? "$" : (this.lookup(name) ?? `$${name}`);
    }
    this.at++;
    const first = this.text[this.at];
    if (first === undefined || first === "{" || first === "}" || first === ":") throw new LexError("bad substitution");
    const name = this.name();
    let sign = this.text[this.at++];
    const value = this.lookup(name);
    if (sign === "}") return value ?? `\${${name}}`;
    if (sign === "/") return this.replacement(name, value);
    const colon = sign === ":";
    if (colon) sign = this.text[this.at++];
    if (sign === undefined || !"+-?#%".includes(sign) || (colon && (sign === "#" || sign === "%"))) throw new LexError("unsupported modifier");
    const word = this.read("}", sign === "#" || sign === "%").text;
    const missing = value === undefined || (colon && value === "");
    const asWritten = `\${${name}${colon ? ":" : ""}${sign}${word}}`;
    if (value === undefined && this.keepAll) return asWritten;
    if (sign === "-") return missing ? word : value;
    if (sign === "+") return missing ? "" : word;
    if (sign === "?") return missing ? asWritten : value;
    if (value === undefined) return asWritten;
    const longest = word.startsWith(sign);
    return without(this.matching(value, longest ? word.slice(1) : word), sign === "#" ? "start" : "end", longest);
  }

  /** `${X/pattern/text}` and `${X//pattern/text}`. */
  private replacement(name: string, value: string | undefined): string {
    const all = this.text[this.at] === "/";
    if (all) this.at++;
    const pattern = this.read("/", true).text;
    const text = this.read("}", true).text;
    if (value === undefined) return `\${${name}/${pattern}/${text}}`;
    return replaced(this.matching(value, pattern), text, all, this.longest);
  }

  private matching(value: string, pattern: string): Matching {
    const found = matching(value, pattern);
    this.cost += found.cost;
    if (this.cost > PATTERN_COST) throw new LexError("the pattern takes too long to match");
    return found;
  }

  private name(): string {
    const start = this.at;
    if (isDigit(this.text[this.at])) while (isDigit(this.text[this.at])) this.at++;
    else if (SPECIAL.has(this.text[this.at] ?? "")) this.at++;
    else while (isName(this.text[this.at])) this.at++;
    return this.text.slice(start, this.at);
  }
}
