import { cutBlank, splitBlanks, trimAsciiStart, trimStart, upToBlank } from "./go-text.ts";
import { RULES, type Instruction } from "./instruction.ts";
import { quotedWords } from "./words.ts";

export type Arguments = Pick<Instruction, "args" | "pairs" | "json">;

/** A text that BuildKit's parser refuses, with what could be read of it. */
export class SyntaxProblem extends Error {
  readonly rule: string;
  readonly read: Arguments;
  constructor(rule: string, message: string, read: Arguments) {
    super(message);
    this.rule = rule;
    this.read = read;
  }
}

const words = (args: readonly string[]): Arguments => ({ args, pairs: [], json: false });
const list = (value: string) => json(value) ?? words(value === "" ? [] : splitBlanks(value));
const command = (value: string) => json(value) ?? words(value === "" ? [] : [value]);
const text = (value: string) => words(value === "" ? [] : [value]);

const FORMS: Readonly<Record<string, (value: string, escape: string) => Arguments>> = {
  FROM: (value) => words(value === "" ? [] : splitBlanks(value)),
  EXPOSE: (value) => words(value === "" ? [] : splitBlanks(value)),
  COPY: list,
  ADD: list,
  VOLUME: list,
  RUN: command,
  CMD: command,
  ENTRYPOINT: command,
  SHELL: command,
  HEALTHCHECK: healthcheck,
  ENV: (value, escape) => pairs(value, escape, RULES.environment),
  LABEL: (value, escape) => pairs(value, escape, RULES.label),
  ARG: (value, escape) => {
    const args = quotedWords(value, escape);
    return { args, pairs: args.map(pair), json: false };
  },
  USER: text,
  WORKDIR: text,
  STOPSIGNAL: text,
  MAINTAINER: text,
};

/**
 * The arguments of an instruction in the form that its keyword has. Throws SyntaxProblem.
 * `value` is the text after keyword and flags, trimmed.
 */
export function readArguments(keyword: string, value: string, escape: string): Arguments {
  return (Object.hasOwn(FORMS, keyword) ? FORMS[keyword]! : text)(value, escape);
}

/** A JSON array; undefined when the text is none. */
function json(value: string): Arguments | undefined {
  const trimmed = trimStart(value);
  if (!trimmed.startsWith("[")) return undefined;
  let parsed: unknown[];
  try {
    parsed = JSON.parse(trimmed) as unknown[];
  } catch {
    return undefined;
  }
  const args = parsed.filter((element) => typeof element === "string");
  const read = { args, pairs: [], json: true };
  if (args.length < parsed.length) throw new SyntaxProblem(RULES.strings, JSON.stringify(parsed.find((element) => typeof element !== "string")), read);
  return read;
}

function healthcheck(value: string): Arguments {
  if (value === "") return words([]);
  const type = upToBlank(value);
  const rest = command(trimAsciiStart(value.slice(type.length)));
  return { ...rest, args: [type, ...rest.args] };
}

function pair(word: string): { name: string; value: string | undefined } {
  const at = word.indexOf("=");
  return at < 0 ? { name: word, value: undefined } : { name: word.slice(0, at), value: word.slice(at + 1) };
}

/** `NAME VALUE` with all that follows, or `NAME=VALUE ...`: the first word decides. */
function pairs(value: string, escape: string, rule: string): Arguments {
  const args = quotedWords(value, escape);
  if (args.length === 0) return words([]);
  if (!args[0]!.includes("=")) {
    const [name, rest] = cutBlank(value);
    const read = { args: rest === undefined ? [name] : [name, rest], pairs: rest === undefined ? [] : [{ name, value: rest }], json: false };
    if (rest === undefined) throw new SyntaxProblem(RULES.pair, name, read);
    return read;
  }
  const whole = args.filter((word) => word.includes("="));
  const read = { args: whole, pairs: whole.map(pair), json: false };
  if (whole.length < args.length) throw new SyntaxProblem(rule, args.find((word) => !word.includes("="))!, read);
  return read;
}
