import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { checkFolder } from "./dockerfiles.ts";
import { placeText } from "./finding.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url)).replace(/\/$/, "");
const AT = new Date("2026-11-26T00:00:00Z");
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sutazai-lint-"));
  for (const name of [".hidden", "node_modules", "app.Dockerfile"]) mkdirSync(join(folder, name));
  const good = "FROM debian:12.5\nCOPY here app.sh /app/\nUSER 1000\nHEALTHCHECK CMD true\n";
  writeFileSync(join(folder, "app.sh"), "");
  writeFileSync(join(folder, ".hidden/here"), "");
  writeFileSync(join(folder, ".hidden/Dockerfile"), good);
  writeFileSync(join(folder, "node_modules/Dockerfile"), "FROM nothing");
  writeFileSync(join(folder, "Dockerfile.old"), `FROM redis\nWORKDIR x\n${good.slice(good.indexOf("USER"))}`);
  symlinkSync("/dev/zero", join(folder, "Dockerfile"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("every Dockerfile of this project keeps the rules but for what is written down", () => {
  const { findings, exemptions } = checkFolder(ROOT, ROOT, new Date());
  expect(findings.map((f) => `${placeText(f.place)} [${f.requirement.id}] ${f.got}`)).toEqual([]);
  expect(exemptions.filter((e) => e.state === "expired" || e.state === "idle")).toEqual([]);
});

test("a folder of someone else: no exemption, links and installed packages left alone, low severity only advises", () => {
  const report = checkFolder(ROOT, folder, AT);
  expect(report.judged).toEqual(["2 Dockerfiles by 18 rules"]);
  expect(report.findings.map(({ requirement, level, place, got }) => [placeText(place), requirement.id, level, got])).toEqual([
    ["Dockerfile.old:1", "pinned-base", "mandatory", "FROM redis"],
    ["Dockerfile.old:2", "workdir-absolute", "advisory", "WORKDIR x"],
  ]);
  expect({ exemptions: report.exemptions, subject: report.subject }).toEqual({ exemptions: [], subject: folder });
});

test("a folder that this user may not read is a violation", () => {
  const closed = mkdtempSync(join(tmpdir(), "sutazai-lint-"));
  mkdirSync(join(closed, "sub"), { mode: 0 });
  chmodSync(closed, 0o755);
  const root = process.geteuid!() === 0;
  try {
    if (root) process.seteuid!(65534);
    const { judged, findings } = checkFolder(ROOT, closed, AT);
    expect({ judged, findings: findings.map(({ requirement, level, place, got }) => [placeText(place), requirement.id, level, got]) }).toEqual({ judged: ["0 Dockerfiles by 18 rules"], findings: [["sub:1", "dockerfile-readable", "mandatory", `EACCES: permission denied, scandir '${join(closed, "sub")}'`]] });
  } finally {
    if (root) process.seteuid!(0);
    rmSync(closed, { recursive: true, force: true });
  }
});

test("a folder that is not there is a wrong word", () => {
  expect(() => checkFolder(ROOT, join(folder, "missing"), AT)).toThrow(`"${join(folder, "missing")}" is no folder`);
  expect(() => checkFolder(ROOT, "", AT)).toThrow('"" is no folder');
});
