/** Everything that this project holds others to, in one form: for reports and for the map of controls. */
import type { Severity } from "@pulumi/policy";
import { LINT_RULES } from "../../lint/rules.ts";
import { loadRules } from "../../policies/lib/load.ts";
import type { Rule } from "../../policies/lib/rule.ts";
import type { CisCheck } from "../cis/check.ts";
import { SECTION_5 } from "../cis/section-5.ts";

/** Controls that a kept requirement is evidence for; never a claim of compliance. */
export interface Controls {
  /** CIS Docker Benchmark 1.6.0. */
  readonly cis: readonly string[];
  /** SOC 2 trust services criteria. */
  readonly soc2: readonly string[];
  /** ISO/IEC 27001:2022. */
  readonly iso27001: readonly string[];
}

export const KINDS = { pack: "plan and deployed state", runtime: "running containers", dockerfile: "Dockerfiles" } as const;

export interface Requirement {
  /** A rule's name; `cis-5.4` for a check of running containers. */
  readonly id: string;
  readonly kind: keyof typeof KINDS;
  readonly description: string;
  readonly severity: Severity;
  readonly remedy: string;
  readonly controls: Controls;
}

export const PACK_RULES = new URL("../../policies/rules/", import.meta.url);

/** The pack's rules, section 5 of the benchmark, the Dockerfile rules; each kind sorted by its own order. */
export async function requirements(): Promise<Requirement[]> {
  const rules = await loadRules(PACK_RULES);
  return [...rules.map(ofRule), ...SECTION_5.map(ofCheck), ...LINT_RULES.map((rule): Requirement => ({ ...rule, id: rule.name, kind: "dockerfile" }))];
}

export function ofRule({ name, description, severity, remediationSteps, meta }: Rule): Requirement {
  return { id: name, kind: "pack", description, severity, remedy: remediationSteps, controls: { cis: meta.cis, soc2: meta.soc2, iso27001: meta.iso27001 } };
}

export const cisName = (id: string) => `cis-${id}`;

export function ofCheck({ id, title, severity, soc2, iso27001 }: CisCheck): Requirement {
  return { id: cisName(id), kind: "runtime", description: `${title}.`, severity, remedy: `Mend what the finding names (CIS Docker Benchmark ${id}).`, controls: { cis: [id], soc2, iso27001 } };
}
