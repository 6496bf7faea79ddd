/** Several stacks on one engine, and several commands on one stack. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { catalogue, serve } from "./catalogue.ts";
import { minutes, TestStack, until } from "./harness.ts";

/** A refusal may not take longer: it waits for nothing. */
const REFUSED_WITHIN = 30;

let one: TestStack;
let other: TestStack;

beforeAll(async () => {
  one = await TestStack.create({ services: catalogue });
  other = await TestStack.create({ services: catalogue });
}, minutes(1));
afterAll(async () => {
  const ends = await Promise.allSettled([one?.dispose(), other?.dispose()]);
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}, minutes(6));

const healthy = { expected: 4, healthy: 4, unhealthy: 0, missing: 0, standIns: 0 };

test("two stacks of one catalogue come up side by side", async () => {
  const [first, second] = await Promise.all([one.exits(0, "up", "--json"), other.exits(0, "up", "--json")]);
  expect([first.json<{ summary: unknown }>().summary, second.json<{ summary: unknown }>().summary]).toEqual([healthy, healthy]);
}, minutes(6));

test("down of one leaves the other untouched", async () => {
  const before = { ids: await other.ids(), ...(await other.rest()) };
  await one.exits(0, "down", "--json");
  expect(await one.ids()).toEqual({});
  expect({ ids: await other.ids(), ...(await other.rest()) }).toEqual(before);
  expect((await other.exits(0, "status", "--json")).json<{ summary: unknown }>().summary).toEqual(healthy);
}, minutes(5));

test("a second command on a stack that is being deployed is refused at once and names the process", async () => {
  one.services([...catalogue, serve("slow", { ready: 30 })]);
  const first = one.start("up", "--json");
  await until("the first deploy has made a container", async () => first.ended || (await one.containers()).length > 0, 120_000);
  const before = first.pids();
  for (const command of ["up", "down"]) {
    const second = await one.exits(1, command);
    const pid = Number(/is being changed by process (\d+) /.exec(second.stderr)?.[1]);
    expect({ command, ended: first.ended, named: before.includes(pid), quick: second.seconds < REFUSED_WITHIN, log: before.includes(pid) ? "" : second.log }).toEqual({ command, ended: false, named: true, quick: true, log: "" });
  }
  const result = await first.done;
  if (result.code !== 0) throw new Error(result.log);
  expect(result.json<{ summary: unknown }>().summary).toEqual({ ...healthy, expected: 5, healthy: 5 });
}, minutes(6));
