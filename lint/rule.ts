/** A Dockerfile rule. The files of rules/ export one each. */
import type { Severity } from "@pulumi/policy";
import type { Subject } from "./subject.ts";

export interface LintFinding {
  /** From 1: the first line of the instruction. */
  readonly line: number;
  /** What must be true, read after "must". */
  readonly must: string;
  readonly got: string;
  readonly fix: string;
}

export interface LintRule {
  readonly name: string;
  /** One sentence: what holds. */
  readonly description: string;
  readonly severity: Severity;
  readonly remedy: string;
  /** What a kept rule is evidence for: CIS Docker Benchmark 1.6.0, SOC 2, ISO/IEC 27001:2022. */
  readonly controls: { readonly cis: readonly string[]; readonly soc2: readonly string[]; readonly iso27001: readonly string[] };
  check(subject: Subject): LintFinding[];
}

/** A text as a finding shows it: on one line, and short. */
export function shown(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > 120 ? `${line.slice(0, 117)}...` : line;
}
