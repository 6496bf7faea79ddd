import type { LintRule } from "./rule.ts";
import { subjectOf, type Surroundings } from "./subject.ts";

/** A rule's findings in a Dockerfile, as `line: got`. */
export function found(rule: LintRule, text: string, around: Surroundings = {}): string[] {
  return rule.check(subjectOf(text, around)).map(({ line, got }) => `${line}: ${got}`);
}

/** Lines of a Dockerfile on a plain base. */
export const dockerfile = (...lines: string[]) => ["FROM debian:12.5", ...lines, ""].join("\n");

/** A context that has these files. */
export const context = (...paths: string[]) => ({ context: { exists: (path: string) => paths.includes(path) } });
