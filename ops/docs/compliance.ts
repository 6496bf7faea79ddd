/** docs/compliance.md: which controls the rules are evidence for, both ways round, from the rules' own fields. */
import { KINDS, requirements, type Controls, type Requirement } from "../policy/requirement.ts";
import { markdownTable } from "./table.ts";

const FRAMEWORKS: readonly (readonly [key: keyof Controls, name: string])[] = [
  ["cis", "CIS Docker Benchmark 1.6.0"],
  ["soc2", "SOC 2 trust services criteria"],
  ["iso27001", "ISO/IEC 27001:2022, annex A"],
];

export async function complianceMarkdown(): Promise<string> {
  const all = await requirements();
  return [
    "# Rules and controls",
    "",
    "Generated from the rules' own fields. A kept rule is evidence for the controls that it names; whether a control is met is for an auditor to say,",
    "who needs more than a rule: people, procedures, records.",
    "",
    "`./sutazai policy check --report md` (or `json`, `sarif`) says for one stack, at one time, which of them are kept; `policy check DIR` says it for Dockerfiles.",
    "",
    ...Object.entries(KINDS).flatMap(([kind, judged]) => ["", ...rulesOf(all.filter((r) => r.kind === kind), judged)]).slice(1),
    ...FRAMEWORKS.flatMap(([key, name]) => ["", ...controlsOf(all, key, name)]),
    "",
  ].join("\n");
}

function rulesOf(rules: readonly Requirement[], judged: string): string[] {
  const rows = rules.map((r) => [`\`${r.id}\``, r.severity, r.description, r.controls.cis.join(", "), r.controls.soc2.join(", "), r.controls.iso27001.join(", ")]);
  return [`## Rules on ${judged}: ${rules.length}`, "", ...markdownTable([["rule", "severity", "what holds", "CIS Docker", "SOC 2", "ISO 27001"], ...rows])];
}

function controlsOf(all: readonly Requirement[], key: keyof Controls, name: string): string[] {
  const controls = [...new Set(all.flatMap((r) => r.controls[key]))].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const rows = controls.map((control) => [control, all.filter((r) => r.controls[key].includes(control)).map((r) => `\`${r.id}\``).join(", ")]);
  return [`## ${name}: ${controls.length} controls`, "", ...markdownTable([["control", "evidence from"], ...rows])];
}
