/** Which files `deps check DIR` judges. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { below } from "./check.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "deps-"));
  for (const path of ["a/requirements.txt", "b/package.json", "b/requirements.in", "shut/requirements.txt", "none/x.txt"]) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), "{}\n");
  }
  for (const path of ["b/requirements.in", "shut"]) chmodSync(join(folder, path), 0);
  chmodSync(folder, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Root may read everything: as somebody else. */
function asUser<T>(work: () => T): T {
  if (process.geteuid!() !== 0) return work();
  process.seteuid!(65534);
  try {
    return work();
  } finally {
    process.seteuid!(0);
  }
}

test("what cannot be read is told, the rest is judged", () => {
  const { environments, unreadable } = asUser(() => below(folder));
  expect({ files: environments.map(({ name, files }) => [name, files.map(({ path }) => path)]), unreadable }).toEqual({
    files: [["Python", ["a/requirements.txt"]], ["b/package.json", ["b/package.json"]]],
    unreadable: [{ path: "shut", why: "permission denied (EACCES)" }, { path: "b/requirements.in", why: "permission denied (EACCES)" }],
  });
});

test.each([
  ["", '"" is no folder'],
  ["none", "none holds no requirements*.txt, requirements*.in or package.json"],
  ["shut", "shut holds no requirements*.txt, requirements*.in or package.json that can be read\n  . cannot be read: permission denied (EACCES)"],
])("%j is refused", (name, message) => {
  expect(() => asUser(() => below(name === "" ? "" : join(folder, name)))).toThrow(message);
});
