import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { message } from "../../policies/lib/check.ts";
import { sarifErrors } from "../../tests/schemas.ts";
import { checkFolder } from "./dockerfiles.ts";
import { exemptionState, merged, parseMessage, placeText, violationsOf, type Finding, type PolicyReport } from "./finding.ts";
import { jsonReport, markdownReport, reportLines } from "./report.ts";
import type { Requirement } from "./requirement.ts";
import { sarifReport } from "./sarif.ts";

const ROOT_USER: Requirement = { id: "non-root-user", kind: "pack", description: "Nobody is root.", severity: "high", remedy: "Set user.", controls: { cis: ["4.1"], soc2: ["CC6.1"], iso27001: ["A.8.2"] } };
const LOW: Requirement = { ...ROOT_USER, id: "workdir-absolute", kind: "dockerfile", severity: "low", controls: { cis: [], soc2: ["CC8.1"], iso27001: ["A.8.9"] } };
const onService: Finding = { requirement: ROOT_USER, level: "mandatory", place: { service: "redis" }, sources: ["plan"], must: "run as a user", got: 'user "0|0"', fix: "set user" };
const inFile: Finding = { requirement: LOW, level: "advisory", place: { file: "a b/Dockerfile", line: 3 }, sources: ["file"], must: "be absolute", got: "WORKDIR x", fix: "write /x" };

const report: PolicyReport = {
  subject: "stack dev",
  at: new Date("2026-11-26T10:00:00Z"),
  judged: ["the plan"],
  skipped: ["the deployed state: stack dev is not deployed"],
  findings: [onService, inFile],
  exemptions: [
    { rule: "no-engine-socket", subject: "proxy", reason: "the one way in", owner: "platform", expires: "2026-12-10", state: "ending" },
    { rule: "no-host-paths", subject: "meter", reason: "counts", owner: "platform", expires: "2026-01-01", state: "expired" },
  ],
};

test("the lines for people", () => {
  expect(reportLines(report)).toEqual([
    "judged: the plan",
    "not judged: the deployed state: stack dev is not deployed",
    "",
    "redis  [non-root-user] high (plan)",
    '    must run as a user; got user "0|0"',
    "    fix: set user",
    "",
    "a b/Dockerfile:3  [workdir-absolute] low, advisory (file)",
    "    must be absolute; got WORKDIR x",
    "    fix: write /x",
    "",
    "exemptions:",
    "  proxy [no-engine-socket] ending, until 2026-12-10, platform: the one way in",
    "  meter [no-host-paths] expired, until 2026-01-01, platform: counts",
    "",
    "stack dev: 1 violation, 1 advisory; 1 exemption used, 1 of them ending soon, 1 expired",
  ]);
});

test("the JSON document has flat findings", () => {
  expect(jsonReport({ ...report, findings: [inFile] })).toEqual({
    subject: "stack dev",
    at: "2026-11-26T10:00:00.000Z",
    violations: 0,
    advisory: 1,
    judged: report.judged,
    skipped: report.skipped,
    findings: [{ rule: "workdir-absolute", kind: "dockerfile", severity: "low", file: "a b/Dockerfile", line: 3, level: "advisory", sources: ["file"], must: "be absolute", got: "WORKDIR x", fix: "write /x", controls: LOW.controls }],
    exemptions: report.exemptions,
  });
});

test("Markdown keeps a bar in its cell and says evidence only", () => {
  const text = markdownReport(report);
  expect(text).toContain('| redis | non-root-user | high | mandatory | run as a user | user "0\\|0" | set user | CIS 4.1, CC6.1, A.8.2 |');
  expect(text).toContain("| meter | no-host-paths | expired | 2026-01-01 | platform | counts |");
  expect(text).toContain("not a statement of compliance");
  expect(markdownReport({ ...report, findings: [], exemptions: [] })).toContain("No finding.");
});

test("SARIF: one run, a rule for each that is broken, a place for each result", () => {
  const { version, runs } = sarifReport(report, "1.2.3");
  const { tool, results = [] } = runs[0]!;
  expect({ version, runs: runs.length, driver: [tool.driver.name, tool.driver.version] }).toEqual({ version: "2.1.0", runs: 1, driver: ["sutazai policy check", "1.2.3"] });
  expect(tool.driver.rules?.map((r) => [r.id, r.defaultConfiguration?.level, r.properties?.["security-severity"], r.properties?.tags])).toEqual([
    ["non-root-user", "error", "8.0", ["security", "CIS Docker Benchmark 4.1", "SOC 2 CC6.1", "ISO 27001 A.8.2"]],
    ["workdir-absolute", "note", "3.0", ["security", "SOC 2 CC8.1", "ISO 27001 A.8.9"]],
  ]);
  expect(results.map((r) => ({ rule: tool.driver.rules?.[r.ruleIndex!]?.id === r.ruleId, level: r.level, text: r.message.text, location: r.locations?.[0] }))).toEqual([
    {
      rule: true,
      level: "error",
      text: 'redis: must run as a user; got user "0|0"; fix: set user',
      location: { physicalLocation: { artifactLocation: { uri: "infra/catalogue/index.ts" }, region: { startLine: 1 } }, logicalLocations: [{ name: "redis", kind: "module" }] },
    },
    { rule: true, level: "note", text: "must be absolute; got WORKDIR x; fix: write /x", location: { physicalLocation: { artifactLocation: { uri: "a%20b/Dockerfile" }, region: { startLine: 3 } } } },
  ]);
});

test("SARIF keeps its schema, also without a finding, and for the Dockerfiles of this project and of an estate", () => {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  const reports = [report, { ...report, findings: [] }, checkFolder(root, root, report.at), checkFolder(root, join(root, "tests/fixtures"), report.at)];
  expect(reports.map((one) => sarifErrors(JSON.parse(JSON.stringify(sarifReport(one, "1.2.3")))))).toEqual(reports.map(() => []));
  const broken = { ...sarifReport(report, "1.2.3"), version: "2.0.0", runs: [{ results: [{ level: "bad" }] }] };
  expect(sarifErrors(broken)).toEqual(expect.arrayContaining(["/runs/0: must have required property 'tool'", "/runs/0/results/0/level: must be equal to one of the allowed values", "/version: must be equal to one of the allowed values"]));
});

test("the same finding of several sources is one; the worst comes first", () => {
  const worse = { ...onService, requirement: { ...ROOT_USER, severity: "critical" as const }, place: { service: "z" } };
  const all = merged([inFile, onService, worse, { ...onService, sources: ["state", "plan"] }]);
  expect(all.map((f) => [placeText(f.place), f.sources])).toEqual([["z", ["plan"]], ["redis", ["plan", "state"]], ["a b/Dockerfile:3", ["file"]]]);
  expect(violationsOf({ findings: all })).toHaveLength(2);
});

test.each([
  ["2026-11-25", true, "expired"],
  ["2026-11-26", true, "ending"],
  ["2026-12-26", true, "ending"],
  ["2026-12-27", true, "used"],
  ["2026-12-27", false, "idle"],
  ["2026-11-25", false, "expired"],
])("an exemption until %s, used %s, is %s on 2026-11-26", (expires, used, state) => {
  expect(exemptionState(expires, "2026-11-26", used)).toBe(state);
});

test("a violation's text is read back as it was written", () => {
  const text = fc.string({ unit: fc.constantFrom(..."ab ;:\n\"got"), minLength: 1, maxLength: 12 }).filter((s) => !/; (got|fix:) /.test(s) && !s.endsWith(";"));
  fc.assert(
    fc.property(fc.constantFrom("redis", "image-a:1.2"), text, text, text, (service, must, got, fix) => {
      fc.pre(!/; got /.test(`${must}; got ${got}`.slice(0, -got.length - 6)) && !/; fix: /.test(`${got}; fix: ${fix}`.slice(0, got.length)));
      expect(parseMessage(message(service, { must, got, fix }), "other")).toEqual({ service, must, got, fix });
    }),
  );
});

test("a text of another form is kept whole", () => {
  expect(parseMessage("configuration of x: unknown option y", "redis")).toEqual({ service: "redis", must: "keep the rule", got: "configuration of x: unknown option y", fix: "see the rule's remedy" });
});
