import { expect, test } from "@jest/globals";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { scratch } from "../../tests/unit/scratch.ts";
import { OperationError } from "../command.ts";
import { writingTo } from "./pack.ts";

test("a folder that cannot be written is told in words; what the engine says stays as it is", async () => {
  const file = join(scratch(), "file");
  writeFileSync(file, "");
  const refused = (folder: string, why: string) => new OperationError(`the archives cannot be written to ${folder}: ${why}\n  fix: --out names a folder that you may write, of which only the last part may be missing, with room for twice the largest image`);
  await expect(writingTo(file, async () => mkdirSync(file))).rejects.toThrow(refused(file, "something is there already (EEXIST)"));
  for (const folder of [join(dirname(file), "a", "b"), "/proc/x"]) await expect(writingTo(folder, async () => {})).rejects.toThrow(refused(folder, "nothing is there (ENOENT)"));
  const gone = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED", syscall: "connect" });
  await expect(writingTo(file, () => Promise.reject(gone))).rejects.toBe(gone);
});
