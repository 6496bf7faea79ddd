/** A policy report as lines, JSON and Markdown. Pure. */
import { counted } from "../../infra/words.ts";
import { markdownTable } from "../docs/table.ts";
import { placeText, violationsOf, type ExemptionUse, type Finding, type PolicyReport } from "./finding.ts";

/** `stack dev: 2 violations, 1 advice; 3 exemptions used, 1 of them ends soon, 1 expired`. */
export function sumLine(report: PolicyReport): string {
  const violations = violationsOf(report).length;
  const of = (...states: ExemptionUse["state"][]) => report.exemptions.filter((e) => states.includes(e.state)).length;
  const parts = [`${counted(of("used", "ending"), "exemption")} used`, ...(of("ending") ? [`${of("ending")} of them ending soon`] : []), ...(of("expired") ? [`${of("expired")} expired`] : []), ...(of("idle") ? [`${of("idle")} idle`] : [])];
  return `${report.subject}: ${counted(violations, "violation")}, ${report.findings.length - violations} advisory; ${parts.join(", ")}`;
}

/** A finding on three lines: where and which rule; must and got; fix. */
export function findingLines({ requirement, level, place, must, got, fix, sources }: Finding): string[] {
  return [`${placeText(place)}  [${requirement.id}] ${requirement.severity}${level === "advisory" ? ", advisory" : ""} (${sources.join(", ")})`, `    must ${must}; got ${got}`, `    fix: ${fix}`];
}

const exemptionText = (e: ExemptionUse) => `${e.subject} [${e.rule}] ${e.state}, until ${e.expires}, ${e.owner}: ${e.reason}`;

export function reportLines(report: PolicyReport): string[] {
  return [
    ...report.judged.map((text) => `judged: ${text}`),
    ...report.skipped.map((text) => `not judged: ${text}`),
    ...report.findings.flatMap((f) => ["", ...findingLines(f)]),
    ...(report.exemptions.length > 0 ? ["", "exemptions:", ...report.exemptions.map((e) => `  ${exemptionText(e)}`)] : []),
    "",
    sumLine(report),
  ];
}

/** The document of `--json`: findings flat, so that a filter needs one level. */
export function jsonReport(report: PolicyReport) {
  const findings = report.findings.map(({ requirement: { id, kind, severity, controls }, place, ...rest }) => ({ rule: id, kind, severity, ...place, ...rest, controls }));
  return { subject: report.subject, at: report.at.toISOString(), violations: violationsOf(report).length, advisory: report.findings.length - violationsOf(report).length, judged: report.judged, skipped: report.skipped, findings, exemptions: report.exemptions, ...(report.reach === undefined ? {} : { reach: report.reach }) };
}

export function markdownReport(report: PolicyReport): string {
  const controls = ({ requirement: { controls: c } }: Finding) => [...c.cis.map((id) => `CIS ${id}`), ...c.soc2, ...c.iso27001].join(", ");
  return [
    `# Policies: ${escape(report.subject)}`,
    "",
    `${report.at.toISOString()}. ${escape(sumLine(report))}.`,
    "",
    ...report.judged.map((text) => `- judged: ${escape(text)}`),
    ...report.skipped.map((text) => `- not judged: ${escape(text)}`),
    "",
    ...(report.findings.length === 0
      ? ["No finding."]
      : markdownTable([["where", "rule", "severity", "level", "must", "got", "fix", "evidence for"], ...report.findings.map((f) => [placeText(f.place), f.requirement.id, f.requirement.severity, f.level, f.must, f.got, f.fix, controls(f)].map(escape))])),
    "",
    ...(report.exemptions.length === 0 ? [] : ["## Exemptions", "", ...markdownTable([["where", "rule", "state", "until", "owner", "reason"], ...report.exemptions.map((e) => [e.subject, e.rule, e.state, e.expires, e.owner, e.reason].map(escape))]), ""]),
    "A kept rule is evidence for the controls that it names, not a statement of compliance.",
    "",
  ].join("\n");
}

const escape = (text: string) => text.replaceAll("\\", "\\\\").replaceAll("<", "&lt;");
