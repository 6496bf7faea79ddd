import { expect, test } from "@jest/globals";
import { mkdirSync, readlinkSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { scratch } from "../../tests/unit/scratch.ts";
import { hashTree, pointTo, withLock } from "./files.ts";

test("a lock lets one in at a time, and the one that waits is told", async () => {
  const lock = join(scratch(), "x", ".lock");
  const events: string[] = [];
  const enter = (name: string) => withLock(lock, () => events.push(`${name} waits`), async () => {
    events.push(`${name} in`);
    await sleep(50);
    events.push(`${name} out`);
  });
  const first = enter("a");
  await sleep(10);
  await Promise.all([first, enter("b")]);
  expect(events).toEqual(["a in", "b waits", "a out", "b in", "b out"]);
});

test("a lock is given back when the work fails", async () => {
  const lock = join(scratch(), ".lock");
  await expect(withLock(lock, () => {}, () => Promise.reject(new Error("boom")))).rejects.toThrow("boom");
  expect(await withLock(lock, () => {}, async () => "in")).toBe("in");
});

test("a killed process's lock is taken over", async () => {
  const lock = join(scratch(), ".lock");
  mkdirSync(lock);
  const old = new Date(Date.now() - 60_000);
  utimesSync(lock, old, old);
  expect(await withLock(lock, () => {}, async () => "in")).toBe("in");
});

test("a tree's hash changes with content and names, and with nothing else", async () => {
  const [a, b] = [scratch(), scratch()];
  for (const dir of [a, b]) {
    mkdirSync(join(dir, "sub"));
    writeFileSync(join(dir, "sub", "x.go"), "package x");
    writeFileSync(join(dir, "go.mod"), "module x");
  }
  const before = await hashTree(a);
  expect(await hashTree(b)).toBe(before);
  writeFileSync(join(b, "README.md"), "hello");
  expect(await hashTree(b)).not.toBe(before);
  expect(await hashTree(b, (file) => !file.endsWith(".md"))).toBe(before);
  writeFileSync(join(a, "sub", "x.go"), "package y");
  expect(await hashTree(a)).not.toBe(before);
});

test("a link is moved to its new target", async () => {
  const link = join(scratch(), "node");
  symlinkSync("/old/node", link);
  await pointTo(link, "/new/node");
  expect(readlinkSync(link)).toBe("/new/node");
});
