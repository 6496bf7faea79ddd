import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { cyclonedxErrors } from "../../tests/schemas.ts";
import { componentsOf } from "./cyclonedx.ts";
import { licenceRows } from "./licences.ts";
import { chosen } from "./sbom.ts";
import { judged, reaches, vulnerabilityLine } from "./scan.ts";
import { readGrype, readTrivy } from "./scanners.ts";

const component = (name: string, version: string, purl: string, licences: object[] = []) => ({ type: "library", name, version, purl, licenses: licences });

test("packages of a CycloneDX document: system, source, licences; files are none, doubles are one", () => {
  const debian = component("libssl3", "3.0.1-1+b1", "pkg:deb/debian/libssl3@3.0.1-1%2Bb1?arch=amd64&distro=debian-12.15&upstream=openssl%403.0.1-1", [{ license: { id: "Apache-2.0" } }, { license: { name: "sha256:00" } }]);
  const json = JSON.stringify({
    components: [
      debian,
      debian,
      component("core", "1.2.3", "pkg:npm/%40scope/core@1.2.3", [{ expression: "MIT OR ISC" }]),
      component("Flask", "3.0", "pkg:pypi/flask@3.0"),
      component("jna", "5.1", "pkg:maven/net.java.dev.jna/jna@5.1"),
      { type: "file", name: "/bin/sh" },
      { type: "operating-system", name: "debian", version: "12" },
    ],
  });
  expect(componentsOf(json)).toEqual([
    { name: "@scope/core", version: "1.2.3", type: "npm", ecosystem: "npm", licences: ["MIT OR ISC"] },
    { name: "Flask", version: "3.0", type: "pypi", ecosystem: "PyPI", licences: [] },
    { name: "libssl3", version: "3.0.1-1+b1", type: "deb", ecosystem: "Debian:12", source: { name: "openssl", version: "3.0.1-1" }, licences: ["Apache-2.0", "a text of its own"] },
    { name: "net.java.dev.jna:jna", version: "5.1", type: "maven", ecosystem: "Maven", licences: [] },
  ]);
});

test("what syft 1.57.1 writes of a small root file system keeps CycloneDX's schema and is read", () => {
  const json = readFileSync(new URL("../../tests/fixtures/syft/small.cdx.json", import.meta.url), "utf8");
  expect(cyclonedxErrors(JSON.parse(json) as { specVersion: string })).toEqual([]);
  expect(cyclonedxErrors({ ...JSON.parse(json), components: [{ type: "thing", name: 1 }] } as never)).toEqual(expect.arrayContaining(["/components/0/type: must be equal to one of the allowed values", "/components/0/name: must be string"]));
  expect(componentsOf(json)).toEqual([
    { name: "flask", version: "3.0.0", type: "pypi", ecosystem: "PyPI", licences: ["BSD-3-Clause"] },
    { name: "libssl3", version: "3.0.15-1~deb12u1", type: "deb", ecosystem: "Debian:12", source: { name: "openssl", version: "3.0.15-1~deb12u1" }, licences: ["Apache-2.0"] },
  ]);
});

test("what is judged: a Debian package by its source; nothing whose versions have no known order", () => {
  const base = { type: "", licences: [] };
  expect(judged({ ...base, name: "libssl3", version: "3-1+b1", ecosystem: "Debian:12", source: { name: "openssl", version: "3-1" } })).toEqual([{ ecosystem: "Debian:12", name: "openssl", version: "3-1" }]);
  expect([judged({ ...base, name: "a", version: "1", ecosystem: "Maven" }), judged({ ...base, name: "a", version: "1" }), judged({ ...base, name: "a", version: "", ecosystem: "PyPI" })]).toEqual([[], [], []]);
});

test("licences by package, most first; a package without one is counted apart", () => {
  const c = (name: string, licences: string[]) => ({ name, version: "1", type: "deb", licences });
  const rows = licenceRows([{ image: "x", components: [c("a", ["MIT"]), c("b", [])] }, { image: "y", components: [c("a", ["MIT"]), c("c", ["ISC", "MIT"])] }]);
  expect(rows).toEqual([
    { licence: "MIT", packages: ["a 1", "c 1"], images: ["x", "y"] },
    { licence: "ISC", packages: ["c 1"], images: ["y"] },
    { licence: "not stated", packages: ["b 1"], images: ["x"] },
  ]);
});

test("a gate holds back what reaches it and what nobody has rated", () => {
  expect((["unknown", "low", "medium", "high", "critical"] as const).filter((s) => reaches(s, "high"))).toEqual(["unknown", "high", "critical"]);
});

test("trivy's and grype's answers", () => {
  const trivy = { Results: [{ Type: "debian", Vulnerabilities: [{ VulnerabilityID: "CVE-1", PkgName: "a", InstalledVersion: "1", FixedVersion: "2, 3", Severity: "HIGH", Title: "t" }] }, { Type: "pip" }] };
  expect(readTrivy(JSON.stringify(trivy))).toEqual([{ id: "CVE-1", aliases: [], severity: "high", summary: "t", package: { ecosystem: "debian", name: "a", version: "1" }, fixed: ["2", "3"] }]);
  const grype = { matches: [{ vulnerability: { id: "CVE-2", severity: "Negligible", fix: { versions: [] } }, artifact: { name: "b", version: "2", type: "deb" } }] };
  expect(readGrype(JSON.stringify(grype)).map((v) => [v.id, v.severity, vulnerabilityLine(v)])).toEqual([["CVE-2", "low", "low CVE-2: b 2, no fix known"]]);
  expect(readTrivy("{}").concat(readGrype("{}"))).toEqual([]);
});

test("images by name; every unknown name at once, with the nearest", () => {
  const entries = [{ name: "backend" }, { name: "frontend" }];
  expect([chosen(entries, []), chosen(entries, ["frontend"])]).toEqual([entries, [{ name: "frontend" }]]);
  expect(() => chosen(entries, ["backnd", "zzzzzzzz"])).toThrow('no image is called "backnd"; nearest: backend\nno image is called "zzzzzzzz"; ./sutazai images list has the names');
});
