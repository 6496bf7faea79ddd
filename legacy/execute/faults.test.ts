/** What can go wrong between a plan and its end; in every case nothing is lost. */
import { afterEach, describe, expect, test } from "@jest/globals";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import type { ConsolidationPlan } from "../plan-types.ts";
import { applyPlan, lookerOf, type Estate } from "./apply.ts";
import { conflicts } from "./check.ts";
import { realDisk, under, type Disk } from "./disk.ts";
import { withLock } from "./lock.ts";
import { startOf } from "./process.ts";
import { rollBack } from "./rollback.ts";
import { sha256 } from "../sha256.ts";
import { age, makeEstate, makePlan, put, randomEstate, removal, runScript, shape, snapshot, write } from "./testing.ts";

const made: { remove: () => void }[] = [];
afterEach(() => made.splice(0).forEach((m) => m.remove()));

function estate() {
  const e = makeEstate();
  made.push(e);
  put(e.root, "a/x.txt", "one\n");
  put(e.root, "a/y.txt", "two\n", 0o444);
  put(e.root, "b/z.txt", "three\n");
  age(e.root);
  return e;
}

const apply = (e: Estate, plan: ConsolidationPlan) => applyPlan(e, plan, { allow: [] }, [], () => undefined);
const back = (e: Estate) => rollBack(e, undefined, () => undefined);
const planFor = (e: Estate) => makePlan([{ changes: [removal(e.root, "a/x.txt"), write("a/y.txt", "2\n", sha256(Buffer.from("two\n")))] }, { changes: [removal(e.root, "b/z.txt"), write("new/n.txt", "n\n")] }]);

/** The message of what is refused, with the tree and what lies outside unchanged. */
async function refused(e: Estate & { home: string }, work: () => unknown): Promise<string> {
  const before = snapshot(Buffer.from(e.home));
  const message = await Promise.resolve().then(work).then(() => "done", (error: Error) => error.message);
  const after = snapshot(Buffer.from(e.home));
  for (const kept of [before, after]) for (const path of [".", "archive"]) delete kept[path];
  expect(after).toEqual(before);
  return message;
}

describe("what is not what it seems is never followed, opened or removed", () => {
  test("a folder that became a link to the outside", async () => {
    const e = estate();
    const plan = planFor(e);
    fs.renameSync(under(e.root, "a"), join(e.home, "outside"));
    fs.symlinkSync("../outside", under(e.root, "a"));
    expect(await refused(e, () => apply(e, plan))).toContain("s0: a/x.txt\n    must be: a file with SHA-256 2c8b08da5ce6... and mode 0644, as the plan was made for\n    got:     a is a symbolic link, which is never followed");
  });

  test.each([
    ["FIFO", (path: string) => spawnSync("mkfifo", [path]), "a FIFO"],
    ["folder named like a file", (path: string) => fs.mkdirSync(path), "a folder"],
    ["link", (path: string) => fs.symlinkSync("y.txt", path), "a symbolic link to y.txt"],
    ["other mode", (path: string) => (fs.writeFileSync(path, "one\n"), fs.chmodSync(path, 0o700)), "a file with SHA-256 2c8b08da5ce6... and mode 0700"],
  ])("a %s in the place of a file", async (_, make, got) => {
    const e = estate();
    const plan = planFor(e);
    fs.rmSync(under(e.root, "a/x.txt"));
    make(String(under(e.root, "a/x.txt")));
    expect(await refused(e, () => apply(e, plan))).toContain(`got:     ${got}\n`);
  });

  test("after the apply: neither rollback goes through a link", async () => {
    const e = estate();
    await apply(e, planFor(e));
    fs.renameSync(under(e.root, "a"), join(e.home, "outside"));
    fs.symlinkSync("../outside", under(e.root, "a"));
    expect(await refused(e, () => back(e))).toContain("a is a symbolic link, which is never followed");
    expect(runScript(e.archive)).toMatchObject({ code: 1, text: expect.stringContaining("./a is no folder") });
    expect(fs.readdirSync(join(e.home, "outside"))).toEqual(["y.txt"]);
  });
});

test("a file that changes between its step's check and its own change stops the step, which is taken back", async () => {
  const e = estate();
  const plan = planFor(e);
  const before = snapshot(e.root);
  const disk: Disk = { ...realDisk, unlink: (path) => (realDisk.unlink(path), String(path).endsWith("x.txt") && fs.writeFileSync(under(e.root, "a/y.txt"), "mine\n")) };
  await expect(apply({ ...e, disk }, plan)).rejects.toThrow("step s0 stopped: a/y.txt: a file with SHA-256");
  expect(fs.readFileSync(under(e.root, "a/y.txt"), "utf8")).toBe("mine\n");
  expect(Object.keys(snapshot(e.root))).toEqual(Object.keys(before));
});

test("a file that somebody changed after the apply is not overwritten", async () => {
  const e = estate();
  await apply(e, planFor(e));
  fs.writeFileSync(under(e.root, "a/y.txt"), "mine\n");
  expect(await refused(e, () => back(e))).toContain("s0: a/y.txt");
  expect(runScript(e.archive)).toEqual({ code: 1, text: "undone: s1\nstep s0: ./a/y.txt was changed since; move it away, then run this again\n" });
  fs.rmSync(under(e.root, "a/y.txt"));
  expect(runScript(e.archive).code).toBe(0);
  expect(fs.readFileSync(under(e.root, "a/y.txt"), "utf8")).toBe("two\n");
});

describe("an error of the disk", () => {
  /** Its `at`-th change fails with this code, once. */
  const failing = (at: number, code: string): Disk => {
    let count = 0;
    const fail = (key: keyof Disk) => (...args: unknown[]) => {
      if (count++ === at) throw Object.assign(new Error(code), { code });
      return (realDisk[key] as (...a: unknown[]) => unknown)(...args);
    };
    const keys = ["write", "append", "rename", "unlink", "symlink", "link", "mkdir", "rmdir", "chmod"] as const;
    return { ...realDisk, sync: () => undefined, ...Object.fromEntries(keys.map((k) => [k, fail(k)])) };
  };

  test("at any change: the step is taken back, and the next apply ends as if nothing had been", async () => {
    const whole = estate();
    await apply(whole, planFor(whole));
    for (let at = 0; ; at++) {
      const e = estate();
      const before = snapshot(e.root);
      const plan = planFor(e);
      const message = await apply({ ...e, disk: failing(at, "ENOSPC") }, plan).then(() => "", (error: Error) => error.message);
      if (message === "") break;
      expect(message).toContain("the disk is full (ENOSPC)");
      expect(message).toMatch(/nothing was touched|nothing of it was done|taken back|the same command goes on/);
      await apply(e, plan);
      expect(shape(e.root)).toEqual(shape(whole.root));
      back(e);
      expect(snapshot(e.root)).toEqual(before);
      e.remove();
    }
  });

  test("what cannot be changed and given back is refused before anything is touched", () => {
    const e = estate();
    const steps = planFor(e).steps;
    expect(conflicts(steps, new Set(), lookerOf(realDisk, e.root, 65534)).map((p) => [p.path, p.got])).toEqual(["s0: a/x.txt", "s0: a/y.txt", "s1: b/z.txt"].map((path) => [path, "it belongs to user 0"]));
    const locked = { ...realDisk, writable: (folder: Buffer) => !String(folder).endsWith("/a") };
    expect(conflicts(steps, new Set(), lookerOf(locked, e.root)).map((p) => [p.path, p.got])).toEqual(["s0: a/x.txt", "s0: a/y.txt"].map((path) => [path, "the folder a cannot be written"]));
  });
});

/** Mounting needs root with its capabilities: elsewhere these say that they were left out. */
const canMount = spawnSync("unshare", ["-m", "true"]).status === 0 && process.getuid?.() === 0;

(canMount ? describe : describe.skip)("a disk that is really full, or read-only", () => {
  const mounted: string[] = [];
  afterEach(() => mounted.splice(0).forEach((m) => spawnSync("umount", ["-l", m])));
  const mount = (path: string, options: string) => {
    expect(spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", path]).status).toBe(0);
    mounted.push(path);
  };

  test("the archive's", async () => {
    const e = estate();
    put(e.root, "a/x.txt", Buffer.alloc(300_000, 1));
    const plan = planFor(e);
    mount(String(e.archive), "size=64k");
    expect(await refused(e, () => apply(e, plan))).toBe("the archive cannot be made: the disk is full (ENOSPC); nothing was touched\n  fix: make room, or choose another place: --archive DIR");
    expect(fs.readdirSync(String(e.archive))).toEqual([]);
  });

  test("the estate's", async () => {
    const e = estate();
    mount(String(e.root), "size=128k");
    put(e.root, "a/x.txt", "one\n");
    age(e.root);
    const before = snapshot(e.root);
    const plan = makePlan([{ changes: [removal(e.root, "a/x.txt"), write("big", "x".repeat(300_000))] }]);
    await expect(apply(e, plan)).rejects.toThrow("step s0 stopped: the disk is full (ENOSPC); what it had done was taken back");
    expect(snapshot(e.root)).toEqual(before);
  });

  test("a read-only estate", async () => {
    const e = estate();
    mount(String(e.root), "size=128k");
    put(e.root, "a/x.txt", "one\n");
    const plan = makePlan([{ changes: [removal(e.root, "a/x.txt")] }]);
    spawnSync("mount", ["-o", "remount,ro", String(e.root)]);
    expect(await refused(e, () => apply(e, plan))).toContain("got:     the folder a cannot be written");
  });
});

describe("a damaged archive", () => {
  const files = (folder: string): string[] => fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((f) => f.isFile()).map((f) => join(f.parentPath, f.name)).sort();

  test("one bit anywhere: it is refused and nothing is touched, or it is of no weight and the tree is as before", async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), fc.nat(), fc.nat(), fc.boolean(), async (gen, which, where, shell) => {
        const e = makeEstate();
        try {
          const plan = randomEstate(e.root, gen);
          age(e.root);
          const before = snapshot(e.root);
          await apply(e, plan);
          const after = snapshot(e.root);
          const all = files(String(e.archive));
          const file = all[which % all.length]!;
          const bytes = fs.readFileSync(file);
          if (bytes.length > 0) bytes[(where >> 3) % bytes.length]! ^= 1 << (where & 7);
          fs.writeFileSync(file, bytes);
          const done = shell ? runScript(e.archive).code === 0 : await Promise.resolve().then(() => back(e)).then(() => true, () => false);
          expect(snapshot(e.root)).toEqual(done ? before : after);
        } finally {
          e.remove();
        }
      }),
      { numRuns: 20, endOnFailure: true },
    );
  });

  test.each(["blobs", "steps"])("a file of %s is missing", async (kind) => {
    const e = estate();
    await apply(e, planFor(e));
    const first = files(join(String(e.archive), "0001", kind))[0]!;
    fs.rmSync(first);
    if (kind === "steps") fs.rmSync(first.replace(/json$/, "sh"));
    expect(await refused(e, () => back(e))).toContain("is damaged");
    expect(runScript(e.archive)).toMatchObject({ code: 1, text: expect.stringMatching(/^the archive is damaged: .* is missing; nothing was touched\n$/) });
  });
});

describe("two at once", () => {
  test("the second is refused, by its name, and the lock goes with its owner", async () => {
    const e = estate();
    const text = await withLock(realDisk, e.archive, async () => {
      expect(runScript(e.archive).code).not.toBe(0);
      return withLock(realDisk, e.archive, async () => "both").catch((error: Error) => error.message);
    });
    expect(text).toBe(`process ${process.pid} is changing this estate\n  fix: wait until it ends; nothing was touched`);
    expect(fs.readdirSync(String(e.archive))).toEqual([]);
  });

  test.each([
    ["a process that is gone", () => `${spawnSync("sh", ["-c", "echo $$"]).stdout.toString().trim()} -\n`],
    ["an earlier process with a living one's number", () => `${process.pid} 1\n`],
    ["nobody", () => ""],
  ])("the lock of %s is taken over", async (_, owner) => {
    const e = estate();
    fs.writeFileSync(under(e.archive, "lock"), owner());
    expect(await withLock(realDisk, e.archive, async () => "mine")).toBe("mine");
    expect(fs.readdirSync(String(e.archive))).toEqual([]);
  });

  test("rollback.sh waits for nobody: it is refused while a living process holds the estate, and takes over from a dead one", async () => {
    const e = estate();
    await apply(e, planFor(e));
    fs.writeFileSync(under(e.archive, "lock"), `${process.pid} ${startOf(process.pid)}\n`);
    expect(await refused(e, () => void expect(runScript(e.archive)).toEqual({ code: 1, text: `process ${process.pid} is changing this estate; wait until it ends; nothing was touched\n` }))).toBe("done");
    fs.writeFileSync(under(e.archive, "lock"), `${spawnSync("sh", ["-c", "echo $$"]).stdout.toString().trim()} -\n`);
    expect(runScript(e.archive).code).toBe(0);
    expect(fs.readdirSync(String(e.archive))).toEqual(["0001"]);
  });
});
