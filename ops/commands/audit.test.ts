import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import type { Context } from "../command.ts";
import { createOutput } from "../output.ts";
import { audit } from "./audit.ts";

let home: string;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "audit-"));
  mkdirSync(join(home, "good"));
  mkdirSync(join(home, "bad"));
  writeFileSync(join(home, "good", "Dockerfile"), "FROM a:1\nUSER 1\nHEALTHCHECK CMD x\n");
  writeFileSync(join(home, "bad", "Dockerfile"), "FROM a\n");
});

afterAll(() => rmSync(home, { recursive: true }));

/** Runs the command; gives its exit code and what it wrote to both streams. */
async function run(dir: string, options: Record<string, unknown> = {}): Promise<{ exit: number; stdout: string; stderr: string }> {
  const text = { stdout: "", stderr: "" };
  const stream = (name: "stdout" | "stderr") => new Writable({ write: (chunk, _, done) => ((text[name] += String(chunk)), done()) }) as unknown as NodeJS.WriteStream;
  const json = options.json === true;
  const context: Context = { root: home, home, cache: home, stack: "dev", json, yes: false, out: createOutput({ json, stdout: stream("stdout"), stderr: stream("stderr") }) };
  return { exit: await audit.run(context, [join(home, dir)], options), ...text };
}

test("text: figures, rules, the worst files, what to do; exit 2 with findings, 0 without", async () => {
  const bad = await run("bad");
  expect(bad.exit).toBe(2);
  expect(bad.stdout.split("\n").filter((line) => /^(WORST|warning|note|Dockerfile |1\.)/.test(line))).toEqual([
    "warning   1         1      Images that run as root",
    "warning   1         1      Base images without a version",
    "note      1         1      Images without a health check",
    "WORST FILES  ERRORS  WARNINGS  NOTES  FIRST",
    "Dockerfile   0       2         1      no HEALTHCHECK",
    `1. Find out what really builds and starts: ./sutazai validate ${join(home, "bad")}.`,
  ]);
  expect([(await run("good")).exit, (await run("good")).stdout]).toEqual([0, expect.stringContaining("nothing to mend")]);
});

test("--json: one document with the summary first; everything else on the other stream", async () => {
  const { stdout, stderr } = await run("bad", { json: true });
  const document = JSON.parse(stdout) as { summary: Record<string, number>; findings: object[] };
  expect([Object.keys(document).slice(0, 2), document.summary.dockerfiles, document.findings.length]).toEqual([["summary", "findings"], 1, 3]);
  expect(stderr).toContain("auditing");
});

test("reports are written to --out, and nothing else is", async () => {
  const [page, text] = [join(home, "r.html"), join(home, "r.md")];
  await run("bad", { report: "html", out: page });
  await run("bad", { report: "md", out: text });
  expect([readFileSync(page, "utf8").slice(0, 15), readFileSync(text, "utf8").slice(0, 14)]).toEqual(["<!doctype html>", "# Audit of bad"]);
  expect(readdirSync(join(home, "bad"))).toEqual(["Dockerfile"]);
  await expect(run("bad", { report: "md", out: join(home, "none", "r.md") })).rejects.toThrow(`there is no folder ${join(home, "none")}`);
});

test.each<[string, Record<string, unknown>, string]>([
  ["none", {}, "is no folder: give the root of a checkout"],
  ["bad/Dockerfile", {}, "is no folder"],
  ["bad", { report: "pdf" }, '--report is md or html, not "pdf"'],
  ["bad", { report: "md", json: true }, "exclude each other"],
  ["bad", { out: "x" }, "--out needs --report md, --report html or --json"],
])("%s with %j is refused", async (dir, options, message) => {
  await expect(run(dir, options)).rejects.toThrow(message);
});

test("an empty path is not the current folder", async () => {
  await expect(audit.run({} as Context, [""], {})).rejects.toThrow('"" is no folder');
});
