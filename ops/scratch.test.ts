import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { startOf } from "../legacy/execute/process.ts";
import { scratch } from "../tests/unit/scratch.ts";
import { withScratch } from "./scratch.ts";

test("a folder of its own, and nothing of it afterwards, also when the work fails", async () => {
  const place = scratch();
  const seen = await withScratch(async (folder) => {
    writeFileSync(join(folder, "x"), "");
    return [statSync(folder).mode & 0o777, readdirSync(place).length];
  }, place);
  expect(seen).toEqual([0o700, 1]);
  await expect(withScratch(async () => Promise.reject(new Error("no")), place)).rejects.toThrow("no");
  expect(readdirSync(place)).toEqual([]);
});

test("what a dead process left goes; what a living one has, or anybody else made, stays", async () => {
  const place = scratch();
  const [dead, reused, living, other] = ["sutazai-scratch-4194304-1-a", `sutazai-scratch-${process.pid}-1-b`, `sutazai-scratch-${process.pid}-${startOf(process.pid)}-c`, "sutazai-adopt-x"];
  for (const name of [dead, reused, living, other]) {
    mkdirSync(join(place, name!));
    writeFileSync(join(place, name!, "x"), "");
  }
  await withScratch(async () => {}, place);
  expect([dead, reused, living, other].map((name) => existsSync(join(place, name!)))).toEqual([false, false, true, true]);
});
