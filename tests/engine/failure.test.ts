/** A service that cannot work fails the deploy at once, with its own words, and keeps failing until it is corrected. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { ServiceInput } from "../../infra/service.ts";
import { serve } from "./catalogue.ts";
import { minutes, TestStack, until } from "./harness.ts";
import type { Running } from "./running.ts";

/** Seconds between the engine's verdict and our words on the terminal. */
const TOLD_WITHIN = 5;

const base = serve("base");
/** Never ready by itself: only the failure of another ends its wait. */
const slow = serve("slow", { ready: 100 });
const dying = serve("sick", { env: { READY: "1", EXIT: "3" }, dependsOn: ["base"] });
const stillborn = serve("sick", { env: { EXIT: "3" }, dependsOn: ["base"] });
const unhealthy = serve("sick", {
  env: { NEVER: "1" },
  dependsOn: ["base"],
  health: { class: "infra", check: { shell: "echo no file yet; test -f /tmp/ready" }, interval: "1s", timeout: "1s", startPeriod: "1s", retries: 2 },
});
const sound = serve("sick", { dependsOn: ["base"] });
const dependent = serve("late", { dependsOn: ["sick"] });

let stack: TestStack;

beforeAll(async () => void (stack = await TestStack.create({ services: [base] })), minutes(1));
afterAll(() => stack.dispose(), minutes(4));

/** Starts the deploy of a catalogue and waits for the first event of this kind of the sick service, in seconds since 1970. */
async function upUntil(services: readonly ServiceInput[], event: string): Promise<{ running: Running; at: number }> {
  stack.services(services);
  const since = Math.floor(Date.now() / 1000);
  const events = await stack.docker.getEvents({ since, filters: { event: [event], container: [`${stack.prefix}sick`] } });
  let at: number | undefined;
  let text = "";
  events.on("data", (chunk: Buffer) => {
    text += chunk.toString();
    for (const line of text.split("\n").slice(0, -1)) {
      const { timeNano, Action } = JSON.parse(line) as { timeNano: number; Action: string };
      if (!Action.includes("starting") && !Action.endsWith(": healthy")) at ??= timeNano / 1e9;
    }
    text = text.slice(text.lastIndexOf("\n") + 1);
  });
  const running = stack.start("up");
  try {
    return { running, at: await until(`the engine's event ${event}`, () => at ?? (running.ended ? running.done.then((r) => Promise.reject(new Error(r.log))) : undefined), 180_000) };
  } finally {
    (events as unknown as { destroy(): void }).destroy();
  }
}

/** The failed deploy's words for people without Pulumi's frame, from the first line on that details follow; times replaced. */
function words(output: string): string[] {
  const lines = output.split("\n").map((line) => line.trim().replace(/^.*(?=service sick)/, "").replace(/\(\d+\.\d s after/, "(N s after"));
  const first = lines.findIndex((line, i) => line.startsWith("service sick") && lines[i + 1]?.startsWith("its "));
  if (first === -1) throw new Error(`no words on the service in:\n${output}`);
  return lines.slice(first, first + 8);
}

test("a service that exits is told within seconds, with its exit code and its last words", async () => {
  const { running, at } = await upUntil([base, slow, dying, dependent], "die");
  const result = await running.done;
  expect(result.code).toBe(1);
  const told = running.saidAt("service sick")! / 1000 - at;
  expect({ told: told < TOLD_WITHIN ? "in time" : `after ${told} s` }).toEqual({ told: "in time" });
  const said = words(result.output);
  expect(said[0]).toBe("service sick died with exit code 3 (N s after its start)");
  expect(said).toEqual(expect.arrayContaining(["its last log lines:", "serve: starting", "serve: giving up", `next: ./sutazai logs sick --stack ${stack.name}; correct it, then deploy again (it is tried again from the start)`]));
  expect(Object.keys(await stack.ids())).not.toContain(`${stack.prefix}late`);
}, minutes(5));

test("the next up fails too", async () => {
  const again = await stack.exits(1, "up");
  expect(words(again.output)[0]).toMatch(/^service sick (died with exit code 3|is not running) \(N s after its start\)$/);
  expect((await stack.exits(2, "status", "--json")).json<{ summary: { healthy: number } }>().summary.healthy).toBe(1);
}, minutes(5));

test("a service that exits as soon as it starts is told by its own words, not by what the engine then refuses", async () => {
  stack.services([base, stillborn]);
  const said = words((await stack.exits(1, "up")).output);
  expect(said[0]).toMatch(/^service sick (died with exit code 3|is not running) \(N s after its start\)$/);
  expect(said).toEqual(expect.arrayContaining(["its last log lines:", "serve: starting", "serve: giving up"]));
}, minutes(5));

test("a service that never gets ready is told within seconds of the engine's verdict, with its check's output", async () => {
  const { running, at } = await upUntil([base, slow, unhealthy, dependent], "health_status");
  const result = await running.done;
  expect(result.code).toBe(1);
  const told = running.saidAt("service sick")! / 1000 - at;
  expect({ told: told < TOLD_WITHIN ? "in time" : `after ${told} s` }).toEqual({ told: "in time" });
  const said = words(result.output);
  expect(said.slice(0, 3)).toEqual(["service sick is unhealthy: its health check failed too often (N s after its start)", "its health check: exit 1: no file yet", "its last log lines:"]);
}, minutes(5));

test("corrected, it comes up", async () => {
  stack.services([base, sound, dependent]);
  const report = (await stack.exits(0, "up", "--json")).json<{ summary: unknown }>();
  expect(report.summary).toEqual({ expected: 3, healthy: 3, unhealthy: 0, missing: 0, standIns: 0 });
  expect(Object.keys(await stack.ids())).toEqual(["base", "late", "sick"].map((s) => `${stack.prefix}${s}`));
}, minutes(5));
