/** What a report of an audit says, whatever its form. Figures are counts of the files as they are; only `savings` is estimated, and says so. */
import { counted } from "../../infra/words.ts";
import type { Audit, WorstFile } from "./audit.ts";
import { savingsOf, type Savings } from "../duplicates/savings.ts";
import { differenceLines } from "../duplicates/text.ts";
import { worstFiles } from "./audit.ts";
import { AUDIT_RULES, type AuditRuleName, type Severity } from "./rules.ts";

export interface Figure {
  readonly label: string;
  readonly value: number;
  /** What it is a part of. */
  readonly of: number;
  /** What it means to someone who does not build images. */
  readonly meaning: string;
}

export interface RuleCount {
  readonly rule: AuditRuleName;
  readonly severity: Severity;
  readonly title: string;
  readonly findings: number;
  readonly files: number;
  readonly fix: string;
}

export interface Report {
  readonly title: string;
  readonly sentence: string;
  readonly figures: readonly Figure[];
  /** Files by kind: how many are needed once copies are taken together. */
  readonly copies: readonly { readonly kind: string; readonly files: number; readonly distinct: number }[];
  /** The largest groups of identical files. */
  readonly groups: readonly { readonly kind: string; readonly count: number; readonly paths: readonly string[] }[];
  /** Dockerfiles that are nearly the same, the largest families: how many are like the first, and how the nearest of them differ. */
  readonly near: readonly { readonly like: string; readonly count: number; readonly lines: readonly string[] }[];
  /** The templates that would make the most Dockerfiles. */
  readonly templates: readonly { readonly name: string; readonly members: number; readonly parameters: readonly string[] }[];
  /** All templates: how many Dockerfiles they make; found by greedy cover. */
  readonly templated: { readonly templates: number; readonly members: number; readonly alone: number };
  /** Whether near duplicates and templates were sought among fewer than all pairs. */
  readonly limited: boolean;
  readonly savings: Savings;
  /** The packages with most different versions. */
  readonly conflicts: readonly { readonly name: string; readonly variants: number; readonly files: number }[];
  readonly worst: readonly WorstFile[];
  /** Errors first, then by number. */
  readonly rules: readonly RuleCount[];
  readonly next: readonly string[];
}

const ORDER: readonly Severity[] = ["error", "warning", "note"];

/** @param name of the checkout, as it stands in the title. */
export function reportOf(name: string, audit: Audit): Report {
  const s = audit.summary as Readonly<Record<string, number>>;
  const n = (key: string) => s[key] ?? 0;
  const rules = ruleCounts(audit);
  const templates = [...audit.duplicates.templates.templates].sort((a, b) => b.members.length - a.members.length);
  const errors = rules.filter(({ severity }) => severity === "error").reduce((sum, { findings }) => sum + findings, 0);
  return {
    title: `Audit of ${name}`,
    sentence: `${counted(n("dockerfiles"), "Dockerfile")}, ${counted(n("requirements"), "requirements file")} and ${counted(n("compose_files"), "compose file")} with ${counted(n("services"), "service")}: ${counted(audit.findings.length, "finding")}, ${counted(errors, "of them an error", "of them errors")}.`,
    figures: [
      { label: "Dockerfiles that cannot be built as they are", value: cannotBuild(audit), of: n("dockerfiles"), meaning: "A line is refused, a source is missing, or a step needs rights or tools that are not there." },
      { label: "Dockerfiles that are copies of another", value: n("dockerfiles_redundant"), of: n("dockerfiles"), meaning: "Every correction has to be made in each copy." },
      { label: "Requirements files that are copies of another", value: n("requirements_in_same_content_groups") - n("requirements_same_content_groups"), of: n("requirements"), meaning: "The same packages, whatever their order and comments." },
      { label: "Packages asked for in different versions", value: n("packages_in_conflict"), of: n("packages"), meaning: "Services that work alone may fail together; updates are done many times." },
      { label: "Services without any health check", value: n("services_no_healthcheck_at_all"), of: n("services"), meaning: "Nobody notices when they stop answering." },
      { label: "Services without memory or CPU limit", value: n("services_no_limits"), of: n("services"), meaning: "One of them can take the whole machine." },
      { label: "Services whose build folder does not exist", value: n("services_missing_contexts"), of: n("services"), meaning: "They cannot start at all." },
      { label: "Services with a secret in clear", value: secrets(audit), of: n("services"), meaning: "Everyone who reads the files has it: change these passwords." },
    ],
    copies: [
      { kind: "Dockerfiles", files: n("dockerfiles"), distinct: n("dockerfiles") - n("dockerfiles_redundant") },
      { kind: "requirements files", files: n("requirements"), distinct: n("requirements") - n("requirements_in_same_content_groups") + n("requirements_same_content_groups") },
      { kind: "compose files", files: n("compose_files"), distinct: n("compose_files") - audit.identical.compose.redundant },
    ],
    groups: (["dockerfiles", "requirements", "compose"] as const)
      .flatMap((kind) => audit.identical[kind].list.map(({ count, paths }) => ({ kind, count, paths })))
      .sort((a, b) => b.count - a.count)
      .slice(0, 10),
    near: audit.duplicates.near.slice(0, 5).map(({ like, others }) => ({ like, count: others.length, lines: others.slice(0, 2).flatMap((other) => differenceLines(like, other)) })),
    templates: templates.slice(0, 10).map(({ name: template, members, parameters }) => ({ name: template, members: members.length, parameters })),
    templated: { templates: templates.length, members: templates.reduce((sum, { members }) => sum + members.length, 0), alone: audit.duplicates.templates.alone.length },
    limited: audit.duplicates.limited ?? false,
    savings: savingsOf(audit.duplicates),
    conflicts: [...audit.conflicts]
      .sort((a, b) => b.variants - a.variants || b.files - a.files)
      .slice(0, 12)
      .map(({ package: name, variants, files }) => ({ name, variants, files })),
    worst: worstFiles(audit.findings),
    rules,
    next: next(audit, rules),
  };
}

/** What copies cost, in words. */
export function savingsText({ redundantBuilds, seconds, bytes, how }: Savings): string {
  return `${counted(redundantBuilds, "build gives", "builds give")} an image that another one gives too: ${seconds} s and ${(bytes / 2 ** 30).toFixed(1)} GB (${how}).`;
}

/** What templates would make, in words. */
export function templatesText({ templates, members, alone }: Report["templated"]): string {
  return `${counted(templates, "template makes", "templates make")} ${counted(members, "Dockerfile")} (found by greedy cover, not proven smallest); ${counted(alone, "stands", "stand")} alone.`;
}

function ruleCounts({ findings }: Audit): RuleCount[] {
  const rows = [...Map.groupBy(findings, ({ rule }) => rule)].map(([rule, own]) => ({ rule, ...AUDIT_RULES[rule], findings: own.length, files: new Set(own.map(({ file }) => file)).size }));
  return rows.sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity) || b.findings - a.findings);
}

function cannotBuild({ dockerfiles }: Audit): number {
  return Object.values(dockerfiles).filter((f) => !f.valid || f.refused || f.copy_missing_everywhere || f.root_command_as_nonroot || f.user_tools_missing || f.wrong_package_manager).length;
}

function secrets({ compose }: Audit): number {
  const clear = ["secrets_literal", "secrets_default", "secrets_url"];
  return Object.values(compose).reduce((sum, facts) => sum + new Set(clear.flatMap((key) => ((facts[key] ?? []) as { service: string }[]).map(({ service }) => service))).size, 0);
}

function next({ summary }: Audit, rules: readonly RuleCount[]): string[] {
  const has = (rule: AuditRuleName) => rules.some((each) => each.rule === rule);
  return [
    ...(has("destroys-data") ? ["Take the commands that destroy data out of the scripts, before anyone runs one."] : []),
    ...(has("compose-secret") || has("dockerfile-secret") ? ["Change the secrets that stand in clear; they are known."] : []),
    ...(Number(summary.dockerfiles_redundant) + Number(summary.requirements_redundant) > 0 ? ["See what can be taken together: ./sutazai consolidate plan DIR. It changes nothing."] : []),
    ...(Number(summary.dockerfiles) > 0 ? ["Find out what really builds and starts: ./sutazai validate DIR."] : []),
    "Every finding with file, line and remedy: ./sutazai audit DIR --json.",
  ];
}
