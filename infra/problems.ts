import { counted } from "./words.ts";

/**
 * A problem is data: where it is, which rule it breaks, what was found and what to do.
 * Everything that validates gathers problems and reports them all at once.
 */
export interface Problem {
  /** Where: `services.redis.ports[0].host`, `Pulumi.dev.yaml:12`, a host fact ... */
  readonly path: string;
  /** What must be true. */
  readonly rule: string;
  /** What was found instead, printable, never a secret. */
  readonly got: string;
  /** What the user can do about it. */
  readonly fix: string;
}

/** Raised for a user's mistake: printed as its problems, without a stack trace. */
export class ProblemsError extends Error {
  readonly problems: readonly Problem[];
  readonly subject: string;

  constructor(subject: string, problems: readonly Problem[]) {
    super(formatProblems(subject, problems));
    this.name = "ProblemsError";
    this.subject = subject;
    this.problems = sortProblems(problems);
  }
}

/** Sorts by path, then rule, so that a report never depends on the order of checks. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  return [...problems].sort((a, b) => a.path.localeCompare(b.path) || a.rule.localeCompare(b.rule));
}

/** One block of text: a head line, then for each problem its path, rule, got and fix. */
export function formatProblems(subject: string, problems: readonly Problem[]): string {
  const count = counted(problems.length, "problem");
  const blocks = sortProblems(problems).map(
    (p) => `  ${p.path}\n    must be: ${p.rule}\n    got:     ${p.got}\n    fix:     ${p.fix}`,
  );
  return `${subject}: ${count}\n${blocks.join("\n")}`;
}

/** Throws when there is at least one problem. */
export function refuse(subject: string, problems: readonly Problem[]): void {
  if (problems.length > 0) throw new ProblemsError(subject, problems);
}
