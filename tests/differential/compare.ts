import { parseDockerfile } from "../../readers/dockerfile/parse.ts";
import type { Instruction } from "../../readers/dockerfile/instruction.ts";

/** BuildKit's answer to one text (buildkit/main.go). */
export interface Answer {
  readonly refused?: string;
  readonly invalid?: string;
  readonly escape?: string;
  readonly instructions?: readonly Read[];
}

interface Read {
  readonly keyword: string;
  readonly line: number;
  readonly endLine: number;
  readonly flags: readonly string[];
  readonly args: readonly string[];
  readonly json: boolean;
  readonly original: string;
  readonly heredocs: readonly unknown[];
  readonly trigger?: Read;
}

/** What this project's parser reads, in the words of BuildKit's answer. */
export function ours(text: string): { valid: boolean; escape: string; instructions: Read[] } {
  const { instructions, errors, escape } = parseDockerfile(text);
  return { valid: errors.length === 0, escape, instructions: instructions.map(inAnswer) };
}

/** BuildKit's answer in the same words. Where it refuses the text it gives no instructions: `instructions` is undefined. */
export function theirs(answer: Answer): { valid: boolean; escape?: string; instructions?: Read[] } {
  const valid = answer.refused === undefined && answer.invalid === undefined;
  return answer.refused === undefined ? { valid, escape: answer.escape!, instructions: answer.instructions!.map(comparable) } : { valid };
}

function inAnswer({ keyword, line, endLine, flags, args, pairs, json, original, heredocs, trigger }: Instruction): Read {
  const values = keyword === "ENV" || keyword === "LABEL" ? pairs.flatMap(({ name, value }) => [name, value ?? ""]) : args;
  return comparable({ keyword, line, endLine, flags, args: values, json, original, heredocs, ...(trigger ? { trigger: inAnswer(trigger) } : {}) });
}

const KEPT = new Set(["FROM", "RUN", "COPY", "ADD", "ENV", "LABEL", "ARG", "CMD", "ENTRYPOINT", "HEALTHCHECK", "USER", "WORKDIR", "EXPOSE", "VOLUME", "SHELL", "STOPSIGNAL", "MAINTAINER"]);

/**
 * Leaves out what has no meaning: arguments of unknown instructions, separators of pairs, lines of triggers, ONBUILD inside
 * ONBUILD, and words beside text that is not ASCII (BuildKit takes them apart byte by byte and breaks such text).
 */
function comparable(read: Read): Read {
  const { trigger, ...rest } = read;
  // eslint-disable-next-line no-control-regex
  const plain = !/[^\x00-\x7f]/.test(read.original);
  return {
    ...rest,
    flags: plain ? read.flags : [],
    args: plain && KEPT.has(read.keyword) ? withoutSeparators(read) : [],
    ...(trigger && trigger.keyword !== "ONBUILD" ? { trigger: { ...comparable(trigger), line: 0, endLine: 0 } } : {}),
  };
}

/** BuildKit lists name, value and separator of each pair. */
function withoutSeparators({ keyword, args }: Read): readonly string[] {
  const triples = (keyword === "ENV" || keyword === "LABEL") && args.length % 3 === 0 && ["", "="].includes(args[2] ?? "none");
  return triples ? args.filter((_, i) => i % 3 !== 2) : args;
}
