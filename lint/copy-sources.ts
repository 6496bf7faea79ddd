import { posix } from "node:path";
import { isHeredoc } from "../readers/dockerfile/check.ts";
import { takenFrom, type Instruction } from "../readers/dockerfile/instruction.ts";

/** What COPY or ADD takes from the build context or the network: not from another stage, not from a here-document. */
export function sourcesOf({ args, flags, json }: Instruction): string[] {
  if (takenFrom({ flags }) !== undefined) return [];
  return args.slice(0, -1).filter((word) => json || !isHeredoc(word));
}

/** What ADD downloads. */
export function isUrl(source: string): boolean {
  return /^(https?|ftp|git|ssh):\/\//i.test(source) || /^git@[^/]+:/.test(source);
}

/** A source as a path inside the context: `../x` and `x` are both `/x`. */
export function inContext(source: string): string {
  return posix.resolve("/", source);
}
