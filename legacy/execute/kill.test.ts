import { expect, test } from "@jest/globals";
import * as fs from "node:fs";
import fc from "fast-check";
import type { ConsolidationPlan } from "../plan-types.ts";
import { applyPlan, type Estate } from "./apply.ts";
import { latestRun } from "./archive.ts";
import { realDisk } from "./disk.ts";
import { reasonOf } from "../../infra/system-errors.ts";
import { rollBack } from "./rollback.ts";
import { age, dyingDisk, Killed, makeEstate, randomEstate, runScript, shape, snapshot } from "./testing.ts";

const quiet = () => undefined;
const apply = (e: Estate, plan: ConsolidationPlan) => applyPlan(e, plan, { allow: [] }, [], quiet);
const back = (e: Estate) => rollBack(e, undefined, quiet);

/** Whether it ended by the death of its process. */
async function dies(work: () => unknown): Promise<boolean> {
  try {
    await work();
    return false;
  } catch (error) {
    for (let e = error as Error | undefined; e; e = e.cause as Error | undefined) if (e instanceof Killed) return true;
    throw error;
  }
}

/** Three ways to go on after a death; in each, the tree must be as if nothing had happened. */
const WAYS = [
  ["apply again, then roll back", async (e: Estate, plan: ConsolidationPlan, after: object) => (await apply(e, plan), expect(shape(e.root)).toEqual(after), back(e))],
  ["roll back", async (e: Estate) => back(e)],
  ["rollback.sh", async (e: Estate) => latestRun(realDisk, e.archive) && expect(runScript(e.archive)).toMatchObject({ code: 0 })],
] as const;

test("killed at any change, applied again or rolled back, a random estate is as it should be", async () => {
  await fc.assert(
    fc.asyncProperty(fc.gen(), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(...WAYS), async (gen, at, again, [, goOn]) => {
      const e = makeEstate();
      try {
        const plan = randomEstate(e.root, gen);
        age(e.root);
        const before = snapshot(e.root);
        const counter = dyingDisk(Infinity);
        await apply({ ...e, disk: counter }, plan);
        const after = shape(e.root);
        const total = counter.changes();
        back(e);
        expect(snapshot(e.root)).toEqual(before);
        fs.rmSync(String(e.archive), { recursive: true });
        fs.mkdirSync(String(e.archive));

        const died = await dies(() => apply({ ...e, disk: dyingDisk(Math.floor(at * (total - 1))) }, plan));
        await dies(() => back({ ...e, disk: dyingDisk(Math.floor(again * (total - 1))) }));
        await goOn(e, plan, after);
        expect({ died, tree: snapshot(e.root) }).toEqual({ died: true, tree: before });
      } finally {
        e.remove();
      }
    }),
    { numRuns: 25, endOnFailure: true },
  );
});

test("a cause in words", () => {
  expect(reasonOf(Object.assign(new Error("write"), { code: "ENOSPC" }))).toBe("the disk is full (ENOSPC)");
});
