/** Runs the rules on a Dockerfile and settles what exemptions cover. Pure. */
import { matchesGlob } from "node:path";
import type { LintExemption } from "./exemptions.ts";
import type { LintFinding, LintRule } from "./rule.ts";
import { LINT_RULES } from "./rules.ts";
import type { Subject } from "./subject.ts";

export interface FileFinding extends LintFinding {
  readonly file: string;
  readonly rule: LintRule;
}

/** Every finding of every rule, by line. @param file as findings name it. */
export function lint(file: string, subject: Subject): FileFinding[] {
  return LINT_RULES.flatMap((rule) => rule.check(subject).map((finding) => ({ ...finding, file, rule }))).sort((a, b) => a.line - b.line);
}

export interface Settled {
  /** Not exempted; what an expired exemption covered says so in its `got`. */
  readonly standing: FileFinding[];
  /** How many findings each exemption covers, or covered before it expired. */
  readonly uses: ReadonlyMap<LintExemption, number>;
}

/** @param today YYYY-MM-DD in UTC. */
export function settle(findings: readonly FileFinding[], exemptions: readonly LintExemption[], today: string): Settled {
  const uses = new Map<LintExemption, number>();
  const standing = findings.flatMap((finding) => {
    const own = exemptions.filter((e) => e.rule === finding.rule.name && matchesGlob(finding.file, e.files));
    const exemption = own.find((e) => e.expires >= today) ?? own[0];
    if (exemption === undefined) return [finding];
    uses.set(exemption, (uses.get(exemption) ?? 0) + 1);
    if (exemption.expires >= today) return [];
    return [{ ...finding, got: `${finding.got} (its exemption expired on ${exemption.expires}, owner ${exemption.owner}: ${exemption.reason})` }];
  });
  return { standing, uses };
}
