import type { CisCheck, EngineTraits, Problem, RunningContainer } from "./check.ts";
import { HOST_CHECKS } from "./host.ts";
import { PRIVILEGE_CHECKS } from "./privileges.ts";
import { RESOURCE_CHECKS } from "./resources.ts";

/** Every check of section 5 of the CIS Docker Benchmark 1.6.0, 5.1 to 5.32, in the benchmark's order. */
export const SECTION_5: readonly CisCheck[] = [...PRIVILEGE_CHECKS, ...RESOURCE_CHECKS, ...HOST_CHECKS].sort((a, b) => Number(a.id.slice(2)) - Number(b.id.slice(2)));

export interface Warning extends Problem {
  readonly check: CisCheck;
}

/** The benchmark's WARN lines for one container, and the checks that say nothing there, each with why. */
export function checkContainer(container: RunningContainer, engine: EngineTraits): { warnings: Warning[]; skipped: { id: string; reason: string }[] } {
  const warnings: Warning[] = [];
  const skipped: { id: string; reason: string }[] = [];
  for (const check of SECTION_5) {
    const outcome = check.check(container, engine);
    if (outcome === undefined) continue;
    if ("skipped" in outcome) skipped.push({ id: check.id, reason: outcome.skipped });
    else warnings.push({ check, ...outcome });
  }
  return { warnings, skipped };
}
