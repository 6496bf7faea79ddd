/** Text to YamlNode, by the `yaml` library, with bounds that no text can break. */
import { LineCounter, parseAllDocuments, Lexer, type Document, type ParsedNode, type YAMLError } from "yaml";
import { convert, MAX_DEPTH, ReadError } from "./convert.ts";
import type { Position, YamlNode } from "./node.ts";
import { reindented } from "./reindent.ts";
import { strayTab } from "./tabs.ts";

export interface YamlProblem {
  readonly message: string;
  readonly at: Position;
}

/** A key that one mapping holds more than once. */
export interface DuplicateKey {
  /** The mapping's path from the root: `services.web.environment`, `a[0].b`, empty for the root. */
  readonly path: string;
  readonly key: string;
  /** A line for every time, in order of the text. */
  readonly lines: readonly number[];
}

export interface YamlDocument {
  /** Undefined when the text is not exactly one readable document. */
  readonly root: YamlNode | undefined;
  /** Why it is not; empty when it is. */
  readonly problems: readonly YamlProblem[];
  readonly duplicates: readonly DuplicateKey[];
}

/** Characters of a text that is read. */
export const MAX_LENGTH = 2 ** 22;
/** Tokens of a text that is read: a few seconds of work. Ordinary files have one for every three to ten characters. */
export const MAX_TOKENS = 600_000;
const MAX_PROBLEMS = 20;
/** What YAML 1.2 calls non-printable; no file may hold one. */
// eslint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u0080-\u0084\u0086-\u009f\ufffe\uffff]/;

/**
 * Reads one YAML document: core schema of YAML 1.2 plus merge keys. Never throws. Aliases are shared, not
 * expanded; what is longer than MAX_LENGTH or MAX_TOKENS, or nested deeper than MAX_DEPTH, is refused unread.
 * Of a key that is there twice the last value counts, and a later `<<` wins over an earlier one.
 * @param file what positions name as the file.
 */
export function readYaml(text: string, file = ""): YamlDocument {
  const position = (line: number, column: number): Position => ({ file, line, column });
  const refuse = (message: string, at = position(1, 1)): YamlDocument => ({ root: undefined, problems: [{ message, at }], duplicates: [] });
  if (text.length > MAX_LENGTH) return refuse(`${text.length} characters are more than the ${MAX_LENGTH} that are read`);
  let locate: (offset: number) => Position = () => position(1, 1);
  const strange = UNPRINTABLE.exec(text);
  if (strange) {
    const before = text.slice(0, strange.index).split(/\r\n|\r|\n/);
    const code = text.charCodeAt(strange.index).toString(16).padStart(4, "0");
    return refuse(`the character U+${code.toUpperCase()} is not allowed`, position(before.length, before.at(-1)!.length + 1));
  }
  const stackTraceLimit = Error.stackTraceLimit;
  try {
    // The library makes an Error for everything that it finds; their stacks would be most of the work.
    Error.stackTraceLimit = 0;
    const written = withLineFeeds(text);
    const excess = isSuspect(written) ? tooMuch(written) : undefined;
    if (excess) return refuse(excess);
    const { documents, errors, lines, read } = parsedWell(written);
    locate = (offset) => {
      const { line, col } = lines.linePos(offset);
      return position(Math.max(line, 1), Math.max(col, 1));
    };
    const tab = errors.length === 0 ? strayTab(read) : undefined;
    if (tab !== undefined) return refuse("Tabs are not allowed as indentation", locate(tab));
    if (errors.length > 0) return { root: undefined, problems: errors.map((e) => ({ message: worded(e), at: locate(e.pos[0]) })), duplicates: [] };
    if (documents.length !== 1) return refuse(`${documents.length === 0 ? "no" : documents.length} documents, where one is expected`);
    return convert(documents[0]!.contents, locate);
  } catch (error) {
    if (error instanceof ReadError) return refuse(error.message, error.at);
    if (error instanceof RangeError) return refuse("nested too deeply");
    return refuse(error instanceof Error ? error.message : String(error));
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** The parser's own tree of a text that `readYaml` reads, for what nodes do not tell: where entries end, what is an alias. */
export const parseText = (text: string) => parsedWell(withLineFeeds(text));

function parsedWell(written: string) {
  const strict = parsed(written);
  // Only the second try moves lines, and only its success counts.
  const tolerant = strict.errors.length > 0 ? parsed(reindented(written)) : strict;
  return tolerant.errors.length === 0 ? tolerant : strict;
}

/** The parser takes a lone carriage return for text; YAML has lines end there. Offsets stay. */
const withLineFeeds = (text: string): string => text.replace(/\r(?!\n)/g, "\n");

function parsed(text: string) {
  const lines = new LineCounter();
  const documents = [...parseAllDocuments(text, { version: "1.2", schema: "core", uniqueKeys: false, prettyErrors: false, logLevel: "silent", lineCounter: lines })] as Document.Parsed<ParsedNode>[];
  return { read: text, lines, documents, errors: documents.flatMap((document) => document.errors).filter(matters).slice(0, MAX_PROBLEMS) };
}

const MANY_ITEMS_IN_LINE = new RegExp(`^(?:[^-?\\n]*[-?]){${MAX_DEPTH + 1}}`, "m");

/** Whether a text could be more than is read, by its characters alone: an ordinary one cannot, and is not looked at twice. */
function isSuspect(text: string): boolean {
  return text.length > MAX_TOKENS / 2 || (text.match(/[[{]/g)?.length ?? 0) > MAX_DEPTH || MANY_ITEMS_IN_LINE.test(text);
}

/** Why a text is more than is read, found by its tokens before the recursive parser meets it. */
function tooMuch(text: string): string | undefined {
  let tokens = 0;
  let brackets = 0;
  let inLine = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === "[" || token === "{") brackets++;
    else if (token === "]" || token === "}") brackets--;
    else if (token === "-" || token === "?") inLine++;
    else if (token.includes("\n")) inLine = 0;
    if (brackets > MAX_DEPTH || inLine > MAX_DEPTH) return `nested deeper than ${MAX_DEPTH} levels`;
    if (++tokens > MAX_TOKENS) return `more than the ${MAX_TOKENS} tokens that are read`;
  }
  return undefined;
}

/** The readers of the engine's world take a comment right behind a quoted text; only YAML's letter does not. */
function matters(error: YAMLError): boolean {
  return !error.message.startsWith("Comments must be separated from other tokens");
}

function worded(error: YAMLError): string {
  return error.code === "RESOURCE_EXHAUSTION" ? "nested too deeply" : error.message;
}
