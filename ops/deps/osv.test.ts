import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { indexDatabase, parseDatabase, severityOf, vulnerabilitiesOf, type OsvRecord } from "./osv.ts";
import { compareDebian, orderOf } from "./versions.ts";

const record = (id: string, ecosystem: string, name: string, more: object = {}): OsvRecord => ({ id, affected: [{ package: { ecosystem, name }, ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "0" }, { fixed: "2.0" }] }] }], ...more });
const ids = (records: readonly OsvRecord[], ecosystem: string, name: string, version: string) => vulnerabilitiesOf([{ ecosystem, name, version }], indexDatabase(records)).map((v) => v.id);

test("a range holds from its introduction until it is fixed, in the package system's own order", () => {
  const events = [{ fixed: "2.0" }, { introduced: "1.9rc1" }, { introduced: "3.0" }, { last_affected: "3.2" }];
  const records: OsvRecord[] = [{ id: "A", affected: [{ package: { ecosystem: "PyPI", name: "Py_YAML" }, ranges: [{ type: "ECOSYSTEM", events }] }] }];
  const hit = (version: string) => ids(records, "PyPI", "py-yaml", version).length === 1;
  const versions = ["1.8", "1.9b1", "1.9rc1", "1.9", "1.10", "2.0.dev1", "2.0", "2.5", "3.0", "3.2", "3.2.1"];
  expect(versions.filter(hit)).toEqual(["1.9rc1", "1.9", "1.10", "2.0.dev1", "3.0", "3.2"]);
});

test("listed versions count by their value; other packages, systems, releases and withdrawn records do not", () => {
  const listed: OsvRecord = { id: "L", affected: [{ package: { ecosystem: "PyPI", name: "a" }, versions: ["1.0.0"] }] };
  expect(ids([listed], "PyPI", "a", "1.0")).toEqual(["L"]);
  expect(ids([listed], "PyPI", "b", "1.0")).toEqual([]);
  expect(ids([listed], "npm", "a", "1.0.0")).toEqual([]);
  expect(ids([{ ...listed, withdrawn: "2026-01-01" }], "PyPI", "a", "1.0")).toEqual([]);
  const debian = [record("D11", "Debian:11", "curl"), record("D12", "Debian:12", "curl")];
  expect(ids(debian, "Debian:12", "curl", "1.0-1")).toEqual(["D12"]);
});

test("worst first, aliases once, with what mends it", () => {
  const records = [
    record("GHSA-1", "PyPI", "a", { database_specific: { severity: "LOW" }, summary: "small" }),
    record("GHSA-2", "PyPI", "a", { aliases: ["CVE-2"], database_specific: { severity: "CRITICAL" }, summary: "big" }),
    record("CVE-2", "PyPI", "a", { aliases: ["GHSA-2"] }),
  ];
  const wanted = { ecosystem: "PyPI", name: "a", version: "1.5" };
  expect(vulnerabilitiesOf([wanted], indexDatabase(records))).toEqual([
    { id: "GHSA-2", aliases: ["CVE-2"], severity: "critical", summary: "big", package: wanted, fixed: ["2.0"] },
    { id: "GHSA-1", aliases: [], severity: "low", summary: "small", package: wanted, fixed: ["2.0"] },
  ]);
});

test("severity: the database's word, else the CVSS score, else unknown", () => {
  const vector = (score: string) => severityOf({ id: "x", severity: [{ type: "CVSS", score }] });
  expect([
    severityOf({ id: "x", database_specific: { severity: "MODERATE" } }),
    vector("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"),
    vector("CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N"),
    vector("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"),
    vector("nonsense"),
    severityOf({ id: "x" }),
  ]).toEqual(["medium", "critical", "low", "critical", "unknown", "unknown"]);
});

test("a database is an array, an object of records, one record, or a record a line; nothing else", () => {
  const [a, b] = [{ id: "A" }, { id: "B" }];
  for (const text of [JSON.stringify([a, b]), JSON.stringify({ vulns: [a, b] }), `${JSON.stringify(a)}\n${JSON.stringify(b)}\n`]) expect(parseDatabase(text)).toEqual([a, b]);
  expect(parseDatabase(JSON.stringify(a))).toEqual([a]);
  // The format allows null for these, and says nothing of what is a database's own.
  const empty = { id: "A", aliases: null, severity: null, affected: null, database_specific: { severity: 7 } };
  expect(parseDatabase(JSON.stringify(empty)).map(severityOf)).toEqual(["unknown"]);
  expect(() => parseDatabase("")).toThrow("it holds no record");
  expect(() => parseDatabase('[{"id":"A"},{"x":1}]')).toThrow("record 2 is no OSV record: it has no id");
  expect(() => parseDatabase('{"id":"A"}\nrubbish')).toThrow("record 2 is no OSV record: it has no id");
  for (const [more, where] of [[{ affected: 5 }, "affected"], [{ affected: [{ ranges: [{ type: "SEMVER" }] }] }, "affected.0.ranges.0.events"], [{ aliases: "A" }, "aliases"]] as const)
    expect(() => parseDatabase(JSON.stringify({ id: "A", ...more }))).toThrow(`record 1 is no OSV record: ${where} is not as the format has it`);
});

test("dpkg's order", () => {
  const sorted = ["1.0~rc1-1", "1.0~rc1-1+b1", "1.0", "1.0-1", "1.0-1+deb12u1", "1.0-1.1", "1.0a", "1.0+b", "1.9", "1.10", "1:0.1"];
  expect([...sorted].sort(compareDebian)).toEqual(sorted);
  fc.assert(fc.property(fc.constantFrom(...sorted), fc.constantFrom(...sorted), (a, b) => Math.sign(compareDebian(a, b)) === Math.sign(sorted.indexOf(a) - sorted.indexOf(b))));
});

test("an unknown system has no order", () => expect([orderOf("Maven")("1", "2"), orderOf("npm")("1.2.3", "v1.10.0"), orderOf("PyPI")("x", "1")]).toEqual([undefined, -1, undefined]));
