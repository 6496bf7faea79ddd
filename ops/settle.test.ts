import { expect, test } from "@jest/globals";
import type { ServiceState } from "./observe.ts";
import { settle } from "./settle.ts";
import { state } from "./testing.ts";

const BEGAN = Date.parse("2026-01-01T12:00:00Z");
const BUDGET = 100;

/** Services as they are so many seconds after the first look; a look takes a second. Says how often it was looked, and when it ended. */
async function watch(at: (second: number) => readonly Partial<ServiceState>[]) {
  let [ms, looks] = [BEGAN, 0];
  const said: string[] = [];
  const seen = await settle({
    look: async () => {
      const states = at((ms - BEGAN) / 1000);
      looks++;
      ms += 1000;
      return { services: states.map((more, i) => state(`s${i}`, { startedAt: new Date(BEGAN - 5000).toISOString(), ...more })), extra: [] };
    },
    budget: () => BUDGET,
    say: (text) => said.push(text),
    now: () => ms,
    pause: async (wait) => void (ms += wait),
  });
  return { healths: seen.services.map((s) => `${s.state} ${s.health}`), looks, seconds: (ms - BEGAN) / 1000, said };
}

const starting = { health: "starting" } as const;

test("all healthy: one look, not a word", async () => {
  expect(await watch(() => [{}, {}])).toEqual({ healths: ["running healthy", "running healthy"], looks: 1, seconds: 1, said: [] });
});

test("what starts is waited for, and told of every half minute", async () => {
  const { healths, said } = await watch((second) => [{}, second < 40 ? starting : {}, second < 2 ? { state: "restarting", health: "none" } : {}]);
  expect({ healths, said }).toEqual({
    healths: ["running healthy", "running healthy", "running healthy"],
    said: ["not all is ready: waiting for s1, s2, for 1 s so far", "not all is ready: waiting for s1, for 36 s so far"],
  });
});

test("one that the engine calls unhealthy may still come while it may start", async () => {
  expect((await watch((second) => [second < 30 ? { health: "unhealthy" } : {}])).healths).toEqual(["running healthy"]);
});

test.each<[string, Partial<ServiceState>]>([
  ["one that began to start long ago", { ...starting, startedAt: "2026-01-01T11:00:00Z" }],
  ["one that has ended", { state: "exited", health: "none" }],
  ["one that is not there", { state: "missing", health: "none", startedAt: "" }],
  ["one that is paused", { state: "paused" }],
  ["one without a check", { health: "none" }],
  ["one that died again and again", { state: "restarting", health: "none", restarts: 10 }],
])("%s is not waited for", async (_what, more) => {
  expect((await watch(() => [more])).looks).toBe(1);
});

test("nothing is waited for longer than it may take", async () => {
  const { seconds, healths } = await watch((second) => [{ ...starting, startedAt: new Date(BEGAN + second * 1000).toISOString() }]);
  expect({ healths, enough: seconds >= BUDGET && seconds < BUDGET + 10 }).toEqual({ healths: ["running starting"], enough: true });
});
