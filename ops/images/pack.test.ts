import { expect, test } from "@jest/globals";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { scratch } from "../../tests/unit/scratch.ts";
import { OperationError } from "../command.ts";
import { writingTo } from "./pack.ts";

test("a folder that cannot be written is told in words; what the engine says stays as it is", async () => {
  const file = join(scratch(), "file");
  writeFileSync(file, "");
  await expect(writingTo(file, async () => mkdirSync(file))).rejects.toThrow(new OperationError(`the archives cannot be written to ${file}: something is there already (EEXIST)\n  fix: --out names a folder that you may write, with room for twice the largest image`));
  const gone = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED", syscall: "connect" });
  await expect(writingTo(file, () => Promise.reject(gone))).rejects.toBe(gone);
});
