/** Real processes, really killed: the command line and the archive's script. */
import { afterEach, expect, test } from "@jest/globals";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import { join } from "node:path";
import { readEstate } from "../plan/estate.ts";
import { treeDigest } from "../plan/tree-digest.ts";
import { planJson, type ConsolidationPlan } from "../plan-types.ts";
import { applyPlan, type Estate } from "./apply.ts";
import { rollBack } from "./rollback.ts";
import { age, makeEstate, makePlan, put, removal, runScript, shape, snapshot, write } from "./testing.ts";

const STEPS = 12;
const made: { remove: () => void }[] = [];
afterEach(() => made.splice(0).forEach((m) => m.remove()));

function estate() {
  const e = makeEstate();
  made.push(e);
  for (let i = 0; i < STEPS * 4; i++) put(e.root, `d${i % 5}/f ${i}`, `${i}\n`);
  age(e.root);
  return e;
}

const planFor = (e: Estate): ConsolidationPlan => ({
  ...makePlan(Array.from({ length: STEPS }, (_, s) => ({ changes: [...Array.from({ length: 4 }, (_, i) => removal(e.root, `d${(s * 4 + i) % 5}/f ${s * 4 + i}`)), write(`new/${s}`, "n\n")] }))),
  tree: treeDigest(readEstate(String(e.root))),
});

/** Kills the process as soon as it has said this for the `nth` time; resolves when it is gone. */
async function killAt(child: ChildProcess, word: string, nth: number): Promise<NodeJS.Signals | null> {
  let text = "";
  child.stdout!.on("data", (chunk: Buffer) => {
    text += String(chunk);
    if (text.split(word).length > nth) child.kill("SIGKILL");
  });
  return new Promise((done) => child.on("close", (_, signal) => done(signal)));
}

const cli = (e: Estate & { home: string }, ...words: string[]) => spawn(process.execPath, ["ops/cli.ts", "consolidate", ...words, String(e.root), "--archive", String(e.archive)], { env: { PATH: process.env.PATH } });

test("an apply killed with -9 goes on where it was; one killed again is given back by a script that was killed too", async () => {
  const whole = estate();
  const after = await applyPlan(whole, planFor(whole), { allow: [] }, [], () => undefined).then(() => shape(whole.root));
  const e = estate();
  const before = snapshot(e.root);
  fs.writeFileSync(join(e.home, "plan.json"), planJson(planFor(e)));
  expect(await killAt(cli(e, "apply", "--execute", "--plan", join(e.home, "plan.json")), "base: s", 5)).toBe("SIGKILL");
  expect(shape(e.root)).not.toEqual(after);
  expect(await killAt(cli(e, "apply", "--execute"), "never said", 1)).toBeNull();
  expect(shape(e.root)).toEqual(after);

  expect(await killAt(cli(e, "rollback"), "undone: s", 4)).toBe("SIGKILL");
  expect(await killAt(spawn("sh", [join(String(e.archive), "0001", "rollback.sh")]), "undone: s", 3)).toBe("SIGKILL");
  expect(runScript(e.archive).code).toBe(0);
  expect(snapshot(e.root)).toEqual(before);
  expect(rollBack(e, undefined, () => undefined)).toBeUndefined();
}, 60_000);

test("a script killed within a step leaves a step that is known to be half done: apply does it again", async () => {
  const e = estate();
  const plan = planFor(e);
  const after = await applyPlan(e, plan, { allow: [] }, [], () => undefined).then(() => shape(e.root));
  fs.writeFileSync(join(e.home, "touch"), "#!/bin/sh\nkill -9 $PPID\n", { mode: 0o755 });
  const killed = spawnSync("sh", [join(String(e.archive), "0001", "rollback.sh")], { env: { PATH: `${e.home}:${process.env.PATH}` } });
  expect(killed.signal).toBe("SIGKILL");
  expect(shape(e.root)).not.toEqual(after);
  expect((await applyPlan(e, plan, { allow: [] }, [], () => undefined)).done).toEqual([`s${STEPS - 1}`]);
  expect(shape(e.root)).toEqual(after);
}, 60_000);
