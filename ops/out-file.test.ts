/** Where results may be written, and that a wrong place is refused before the work. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CommandSpec, Context } from "./command.ts";
import { audit } from "./commands/audit.ts";
import { consolidate } from "./commands/consolidate.ts";
import { exportCompose } from "./commands/export.ts";
import { importFiles } from "./commands/import.ts";
import { policy } from "./commands/policy.ts";
import { validate } from "./commands/validate.ts";
import { outFile, writeOut } from "./out-file.ts";

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "out-"));
  for (const name of ["folder", "shut"]) mkdirSync(join(home, name));
  writeFileSync(join(home, "there.md"), "old");
  writeFileSync(join(home, "kept.md"), "old", { mode: 0o444 });
  symlinkSync("later.md", join(home, "link.md"));
  chmodSync(join(home, "shut"), 0o500);
});
afterAll(() => rmSync(home, { recursive: true }));

test("a new file, one that is there, a link to none yet, a device; nothing is made by looking", () => {
  const before = readdirSync(home);
  const files = ["new.md", "there.md", "link.md"].map((name) => join(home, name));
  expect([undefined, ...files, "/dev/null"].map(outFile)).toEqual([undefined, ...files, "/dev/null"]);
  expect(readdirSync(home)).toEqual(before);
  writeOut(files[1]!, "new");
  expect(readFileSync(files[1]!, "utf8")).toBe("new");
  expect(() => writeOut(join(home, "none", "x"), "")).toThrow("x cannot be written: nothing is there (ENOENT)");
});

const REFUSED: [string, string][] = [
  ["", "an empty name"],
  ["folder", "the name of a folder, not of a file"],
  ["new/", "the name of a folder, not of a file"],
  ["none/x.md", "there is no folder "],
  ["there.md/x.md", "there is no folder "],
];
// Root writes everywhere.
const SHUT: [string, string][] = process.getuid?.() === 0 ? [] : [["shut/x.md", "cannot be written: permission denied (EACCES)"], ["kept.md", "it cannot be written: permission denied (EACCES)"]];

test.each([...REFUSED, ...SHUT])("%j is refused", (name, message) => {
  const file = name === "" ? name : `${home}/${name}`;
  expect(() => outFile(file)).toThrow(`--out "${file}": `);
  expect(() => outFile(file)).toThrow(message);
});

/** No step is begun, and neither engine nor stack is asked for. */
const idle = { root: "/none", home: "/none", stack: "dev", json: false, out: { step: () => { throw new Error("work was begun"); }, line: () => undefined } } as unknown as Context;

test.each<[CommandSpec, unknown[], Record<string, unknown>]>([
  [audit, ["."], { report: "md" }],
  [validate, ["."], { report: "md" }],
  [policy, ["check", "."], { report: "md" }],
  [consolidate, ["plan", "."], {}],
  [importFiles, [["none.yml"]], { tier: "6", unpinned: "refuse", envFile: [] }],
  [exportCompose, [], {}],
])("$name refuses a wrong --out before it begins", async (command, args, options) => {
  await expect(command.run(idle, args, { ...options, out: join(home, "none", "x.md") })).rejects.toThrow(`there is no folder ${join(home, "none")}`);
});

test("validate refuses a second folder that is none before the first is built", async () => {
  await expect(validate.run(idle, ["."], { against: "/none" })).rejects.toThrow('"/none" is no folder');
});
