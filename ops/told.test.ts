import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { ROOT } from "../engine/load.ts";
import { ProblemsError } from "../infra/problems.ts";
import { EnvironmentError, OperationError, UsageError } from "./command.ts";
import { failureDocument, told } from "./told.ts";

const folder = mkdtempSync(join(tmpdir(), "sutazai-told-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const problem = { path: "a", rule: "b", got: "c", fix: "d" };

test.each<[string, unknown, number, string]>([
  ["wrong words", new UsageError("no"), 64, "wrong usage: no"],
  ["a machine that lacks something", new EnvironmentError("no", "do"), 3, "no\n  fix: do"],
  ["an operation that failed", new OperationError("no"), 1, "no"],
  ["problems of a file", new ProblemsError("settings", [problem]), 2, "settings: 1 problem\n  a\n    must be: b\n    got:     c\n    fix:     d"],
  ["problems of the host", new ProblemsError("stack dev on this host", [problem]), 3, "stack dev on this host: 1 problem\n  a\n    must be: b\n    got:     c\n    fix:     d"],
  ["something that is no error", "no", 1, "no"],
])("%s", (_, error, exit, message) => expect([told(error).exit, told(error).message]).toEqual([exit, message]));

test("what the system says of a path is told in words, whoever asked for it", () => {
  const said = (work: () => unknown) => {
    try {
      work();
    } catch (error) {
      return told(error);
    }
    throw new Error("it worked");
  };
  mkdirSync(join(folder, "sub"));
  expect(said(() => writeFileSync(join(folder, "none", "x"), ""))).toEqual({ exit: 1, message: `cannot open ${join(folder, "none", "x")}: nothing is there (ENOENT)\n  fix: correct the path, or make its folder first` });
  expect(said(() => readFileSync(join(folder, "sub")))).toMatchObject({ exit: 1 });
  expect(said(() => writeFileSync(join(folder, "sub"), ""))).toEqual({ exit: 1, message: `cannot open ${join(folder, "sub")}: it is a folder (EISDIR)\n  fix: name a file` });
});

test("no engine is the environment's fault; a bug keeps its stack", () => {
  expect(told(Object.assign(new Error("connect ENOENT /x"), { syscall: "connect", code: "ENOENT", address: "/x" }))).toMatchObject({ exit: 3, message: expect.stringMatching(/^no Docker Engine answers at .*\(ENOENT\)\n  fix: /) });
  const bug = new TypeError("x is not a function");
  expect(told(bug)).toEqual({ exit: 1, message: bug.stack });
});

test("a document says how it ended, with the problems, and never nothing", () => {
  expect(failureDocument(told(new ProblemsError("settings", [problem])))).toEqual({ error: { exit: 2, kind: "refused", message: new ProblemsError("settings", [problem]).message, problems: [problem] } });
  expect(failureDocument({ exit: 1, message: "" })).toEqual({ error: { exit: 1, kind: "failed", message: "see standard error" } });
});

test.each<[string, number, string]>([
  ["nosuch", 64, "usage"],
  ["status --nosuch", 64, "usage"],
  ["status --stack ../x", 64, "usage"],
  ["status --stack nosuch", 64, "usage"],
  ["catalogue --profile nosuch", 64, "usage"],
  ["audit /nosuch", 64, "usage"],
  ["import x.yml --env-file /nosuch", 1, "failed"],
])("`%s --json` prints one document, and no trace", (words, exit, kind) => {
  const ran = spawnSync(join(ROOT, "sutazai"), [...words.split(" "), "--json"], { encoding: "utf8" });
  expect([ran.status, (JSON.parse(ran.stdout) as ReturnType<typeof failureDocument>).error.kind]).toEqual([exit, kind]);
  expect(ran.stderr).not.toMatch(/\n\s+at /);
});
