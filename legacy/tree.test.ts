import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { execFileSync } from "node:child_process";
import { closeSync, ftruncateSync, mkdirSync, mkdtempSync, openSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { auditOf } from "./audit/audit.ts";
import { readEstate } from "./plan/estate.ts";
import { byCodePoint, LARGEST_FILE, treeOf, walk } from "./tree.ts";

let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "tree-"));
  for (const folder of ["a/b", ".git", "node_modules/m", "deep/".repeat(60)]) mkdirSync(join(root, folder), { recursive: true });
  for (const [path, text] of [["a/Dockerfile", "FROM x:1\n"], [".git/Dockerfile", "FROM x\n"], ["node_modules/m/Dockerfile", "FROM x\n"]] as const) writeFileSync(join(root, path), text);
  writeFileSync(Buffer.concat([Buffer.from(`${root}/a/`), Buffer.from([0xff, 0x0a, 0x5c]), Buffer.from(".Dockerfile")]), "FROM y:1\n");
  symlinkSync("..", join(root, "a/b/up"));
  symlinkSync("loop", join(root, "loop"));
  execFileSync("mkfifo", [join(root, "a/Dockerfile.fifo")]);
  const big = openSync(join(root, "Dockerfile.big"), "w");
  ftruncateSync(big, LARGEST_FILE + 1);
  closeSync(big);
  writeFileSync(join(root, "Dockerfile.binary"), Buffer.from([0, 1, 2, 255, 254, 10, 0]));
});

afterAll(() => rmSync(root, { recursive: true }));

test("walks without following links or waiting for a pipe, and tells bytes of names that are no UTF-8", () => {
  const tree = walk(root);
  expect(tree.paths.filter((path) => !path.startsWith("deep"))).toEqual([".git", "Dockerfile.big", "Dockerfile.binary", "a", "a/Dockerfile", "a/Dockerfile.fifo", "a/\\xff\\x0a\\x5c.Dockerfile", "a/b", "a/b/up", "loop", "node_modules"]);
  expect([tree.entry("a/Dockerfile.fifo"), tree.entry("a/b/up"), tree.entry("node_modules/m/Dockerfile"), tree.entry("node_modules/none")]).toEqual([{ kind: "other" }, { kind: "symlink", target: ".." }, { kind: "file" }, undefined]);
  expect(tree.read("a/\\xff\\x0a\\x5c.Dockerfile")).toEqual({ bytes: Buffer.from("FROM y:1\n") });
  expect([tree.read("Dockerfile.big"), tree.read("gone")]).toEqual([{ problem: "16 MB, more than the 16 MB that are read" }, { problem: "ENOENT: no such file or directory" }]);
  expect(tree.problems).toEqual([]);
});

test("an estate of such files is audited", () => {
  const { summary, findings } = auditOf(walk(root));
  expect([summary.dockerfiles, summary.dockerfiles_invalid]).toEqual([4, 2]);
  expect(findings.filter(({ rule }) => rule === "unreadable").map(({ file, message }) => `${file}: ${message}`)).toEqual(["Dockerfile.big: 16 MB, more than the 16 MB that are read", "a/Dockerfile.fifo: a pipe, socket or device, no file"]);
});

test("a folder that is not there is a problem, not an error", () => {
  expect(walk(join(root, "none")).problems).toEqual([{ path: ".", problem: "ENOENT: no such file or directory" }]);
  expect(readEstate(join(root, "none")).unread).toEqual([{ path: ".", problem: "ENOENT: no such file or directory" }]);
});

test("links are followed in every component, inside the tree only", () => {
  const tree = treeOf({ "real/x/f": "" }, { in: "real", "real/back": "../in/x", out: "../y", "real/deep": "../../y", abs: "/real", self: "self" });
  expect(["in/x/f", "in/back/f", "out", "real/deep", "abs/x", "self", "real/none", "real/x/f/g", ".", "real/../.."].map((path) => tree.resolve(path))).toEqual([
    { path: "real/x/f", kind: "file" },
    { path: "real/x/f", kind: "file" },
    "outside",
    "outside",
    "outside",
    "dangling",
    "dangling",
    "dangling",
    { path: ".", kind: "directory" },
    "outside",
  ]);
});

test("the order is that of code points, as UTF-8 has it", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (a, b) => expect(Math.sign(byCodePoint(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)))));
  expect(["\u{1f600}", "\uffee"].sort(byCodePoint)).toEqual(["\uffee", "\u{1f600}"]);
});
