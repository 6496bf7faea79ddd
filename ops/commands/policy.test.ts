import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { ROOT } from "../../engine/load.ts";
import { EXIT, type Context } from "../command.ts";
import { policy } from "./policy.ts";

let folder: string;
const printed: string[] = [];
const documents: unknown[] = [];
const context = { root: ROOT, json: false, out: { line: (text = "") => printed.push(text), json: (document: unknown) => documents.push(document) } } as unknown as Context;
const run = (dir: string, options: Record<string, unknown> = {}, more: Partial<Context> = {}) => policy.run({ ...context, ...more }, ["check", dir], options);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sutazai-policy-"));
  writeFileSync(join(folder, "Dockerfile"), "FROM redis\nUSER 1000\nHEALTHCHECK CMD true\n");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a violation ends with 2, and says where, what and how", async () => {
  printed.length = 0;
  expect(await run(folder)).toBe(EXIT.findings);
  expect(printed.slice(-5)).toEqual([
    "Dockerfile:1  [pinned-base] high (file)",
    "    must name its base by a fixed tag or a digest; got FROM redis",
    "    fix: write FROM redis:<version>",
    "",
    `${folder}: 1 violation, 0 advisory; 0 exemptions used`,
  ]);
  expect(documents.at(-1)).toMatchObject({ violations: 1, findings: [{ rule: "pinned-base", file: "Dockerfile", line: 1 }] });
});

test.each([
  ["md", (text: string) => text.startsWith("# Policies: ")],
  ["json", (text: string) => (JSON.parse(text) as { violations: number }).violations === 1],
  ["sarif", (text: string) => (JSON.parse(text) as { version: string }).version === "2.1.0"],
])("--report %s --out writes it and keeps the sum on the screen", async (form, right) => {
  const file = join(folder, `report.${form}`);
  printed.length = 0;
  expect(await run(folder, { report: form, out: file })).toBe(EXIT.findings);
  expect({ right: right(readFileSync(file, "utf8")), printed }).toEqual({ right: true, printed: [`${folder}: 1 violation, 0 advisory; 0 exemptions used\nreport: ${file}`] });
});

test.each<[string, Record<string, unknown>, Partial<Context>, string]>([
  ["an unknown form", { report: "html" }, {}, '--report is md, json, sarif, not "html"'],
  ["a file without a form", { out: "x" }, {}, "--out needs --report md, json, sarif"],
  ["two documents", { report: "md" }, { json: true }, "--report and --json exclude each other: both are for standard output"],
])("%s is refused", async (_, options, more, words) => {
  await expect(run(folder, options, more)).rejects.toThrow(words);
});

test("a report that cannot be written, and an unknown action", async () => {
  await expect(run(folder, { report: "md", out: join(folder, "none/x.md") })).rejects.toThrow(`there is no folder ${join(folder, "none")}`);
  await expect(policy.run(context, ["chek", folder], {})).rejects.toThrow('"chek" is not check');
});
