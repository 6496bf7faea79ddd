/** What BuildKit refuses after parsing (frontend/dockerfile/instructions): number of words, flags, order. */
import { trim } from "./go-text.ts";
import { heredocHead } from "./heredoc.ts";
import { RULES, type DockerfileError, type Instruction } from "./instruction.ts";
import { LexError } from "./lexer.ts";

interface Complaint {
  readonly rule: string;
  readonly got: string;
}

/** Flags by keyword; `RUN --security` and `COPY --parents` need a newer syntax line, which the audit takes as given. */
const FLAGS: Readonly<Record<string, readonly string[]>> = {
  ADD: ["chown", "chmod", "link", "keep-git-dir", "checksum", "unpack", "exclude"],
  COPY: ["chown", "chmod", "link", "from", "exclude", "parents"],
  FROM: ["platform"],
  HEALTHCHECK: ["interval", "timeout", "start-period", "start-interval", "retries"],
  RUN: ["mount", "network", "security", "device"],
};
/** Their flags are never looked at. */
const ANY_FLAGS = new Set(["ARG", "STOPSIGNAL"]);
const KNOWN = new Set(["ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"]);
const NEEDS_VALUE = new Set(["ARG", "USER", "WORKDIR"]);
const NEEDS_ARGUMENTS = new Set(["ENV", "EXPOSE", "LABEL", "MAINTAINER", "ONBUILD", "SHELL", "STOPSIGNAL", "VOLUME"]);

/** What is wrong with one instruction, its place in the file left aside. */
export function checkInstruction(instruction: Instruction): Complaint[] {
  const { keyword, args, value } = instruction;
  const got = value === "" ? `${keyword} alone` : `${keyword} ${value}`.slice(0, 120);
  if (!KNOWN.has(keyword)) return [{ rule: RULES.unknown, got: keyword.slice(0, 60) }];
  if (args.length === 0 && (NEEDS_VALUE.has(keyword) || NEEDS_ARGUMENTS.has(keyword))) return [{ rule: NEEDS_VALUE.has(keyword) ? RULES.value : RULES.bare, got }];
  return [...badForm(instruction, got), ...badFlag(instruction)];
}

/** Words first, as BuildKit looks at their number before it looks at the flags. */
function badForm({ keyword, args, pairs, json, trigger, value }: Instruction, got: string): Complaint[] {
  if (keyword === "FROM") return from(args, got);
  if ((keyword === "COPY" || keyword === "ADD") && args.length < 2) return [{ rule: RULES.sources, got }];
  if ((keyword === "COPY" || keyword === "ADD") && isHeredoc(args.at(-1)!)) return [{ rule: RULES.form, got: `${keyword} with a here-document as destination` }];
  if (keyword === "HEALTHCHECK") return healthcheck(args, got);
  if (keyword === "VOLUME" && args.some((arg) => trim(arg) === "")) return [{ rule: RULES.form, got: "VOLUME with an empty path" }];
  if (keyword === "SHELL" && !json) return [{ rule: RULES.form, got: "SHELL needs the JSON form" }];
  if (keyword === "ONBUILD" && (trigger === undefined || trigger.keyword === "FROM" || trigger.keyword === "MAINTAINER")) return [{ rule: RULES.form, got: `${value.slice(0, 60)} is not allowed in ONBUILD` }];
  if (["ENV", "LABEL", "ARG"].includes(keyword) && pairs.some((pair) => pair.name === "")) return [{ rule: RULES.form, got: `${keyword} with an empty name` }];
  return [];
}

/** What concerns the file as a whole: something in it, and FROM or ARG first. */
export function checkOrder(instructions: readonly Instruction[], lines: number): DockerfileError[] {
  const first = instructions[0];
  if (!first) return [{ line: Math.max(1, lines), rule: RULES.empty, message: `${RULES.empty}: the file has only comments and blank lines, or nothing` }];
  const start = instructions.find(({ keyword }) => keyword !== "ARG");
  if (!start || start.keyword === "FROM" || !KNOWN.has(start.keyword)) return [];
  const rule = start === first ? RULES.first : RULES.early;
  return [{ line: start.line, rule, message: `${rule}: ${start.keyword}` }];
}

function from(args: readonly string[], got: string): Complaint[] {
  if (args.length !== 1 && args.length !== 3) return [{ rule: RULES.from, got }];
  if (args.length === 3 && args[1]!.toLowerCase() !== "as") return [{ rule: RULES.form, got: `${args[1]} stands where AS belongs` }];
  if (args[2] !== undefined && !/^[a-z][a-z0-9_.-]*$/.test(args[2].toLowerCase())) return [{ rule: RULES.form, got: `${args[2]} is no name of a stage` }];
  return [];
}

function healthcheck(args: readonly string[], got: string): Complaint[] {
  const type = args[0]?.toUpperCase();
  if (type !== "CMD" && type !== "NONE") return [{ rule: RULES.healthcheck, got }];
  if (type === "NONE" && args.length > 1) return [{ rule: RULES.form, got: "HEALTHCHECK NONE takes no arguments" }];
  if (type === "CMD" && args.length < 2) return [{ rule: RULES.form, got: "HEALTHCHECK CMD without a command" }];
  return [];
}

/** True for a word that opens a here-document; a broken one is none. */
export function isHeredoc(word: string): boolean {
  try {
    return heredocHead(word) !== undefined;
  } catch (error) {
    if (error instanceof LexError) return false;
    throw error;
  }
}

function badFlag({ keyword, flags, args }: Instruction): Complaint[] {
  if (ANY_FLAGS.has(keyword) || (keyword === "HEALTHCHECK" && args[0]?.toUpperCase() === "NONE")) return [];
  const known = FLAGS[keyword] ?? [];
  const flag = flags.find((each) => !known.includes(/^--([^=]*)/.exec(each)?.[1] ?? ""));
  return flag === undefined ? [] : [{ rule: RULES.flag, got: `${keyword} has no ${flag}` }];
}
