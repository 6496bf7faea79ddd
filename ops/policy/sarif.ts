/** A report as SARIF 2.1.0 (OASIS), as code scanners of forges read it. */
import type { Log, ReportingDescriptor, Result } from "sarif";
import { placeText, type Finding, type PolicyReport } from "./finding.ts";
import type { Requirement } from "./requirement.ts";

/** Findings on services point here: the file that a person changes. */
const CATALOGUE = "infra/catalogue/index.ts";
/** What code scanning calls a security severity, 0 to 10. */
const SCORES = { critical: "9.5", high: "8.0", medium: "5.5", low: "3.0" } as const;

/** @param version of this project. */
export function sarifReport(report: PolicyReport, version: string): Log {
  const rules = [...new Map(report.findings.map((f) => [f.requirement.id, f.requirement])).values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    version: "2.1.0",
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    runs: [
      {
        tool: { driver: { name: "sutazai policy check", version, rules: rules.map(descriptor) } },
        columnKind: "utf16CodeUnits",
        invocations: [{ executionSuccessful: true, endTimeUtc: report.at.toISOString() }],
        results: report.findings.map((finding) => resultOf(finding, rules)),
      },
    ],
  };
}

function descriptor({ id, description, remedy, severity, controls }: Requirement): ReportingDescriptor {
  const tags = [...controls.cis.map((c) => `CIS Docker Benchmark ${c}`), ...controls.soc2.map((c) => `SOC 2 ${c}`), ...controls.iso27001.map((c) => `ISO 27001 ${c}`)];
  return {
    id,
    shortDescription: { text: description },
    help: { text: remedy },
    defaultConfiguration: { level: levelOf(severity) },
    properties: { tags: ["security", ...tags], "security-severity": SCORES[severity] },
  };
}

function resultOf(finding: Finding, rules: readonly Requirement[]): Result {
  const { requirement, place, must, got, fix } = finding;
  const inFile = "file" in place;
  return {
    ruleId: requirement.id,
    ruleIndex: rules.findIndex((r) => r.id === requirement.id),
    level: finding.level === "advisory" ? "note" : levelOf(requirement.severity),
    message: { text: `${inFile ? "" : `${place.service}: `}must ${must}; got ${got}; fix: ${fix}` },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: encodeURI(inFile ? place.file : CATALOGUE) }, region: { startLine: inFile ? place.line : 1 } },
        ...(inFile ? {} : { logicalLocations: [{ name: place.service, kind: "module" }] }),
      },
    ],
    partialFingerprints: { place: `${requirement.id}/${placeText(place)}/${must}` },
    properties: { sources: [...finding.sources] },
  };
}

function levelOf(severity: Requirement["severity"]): "error" | "warning" | "note" {
  return severity === "critical" || severity === "high" ? "error" : severity === "medium" ? "warning" : "note";
}
