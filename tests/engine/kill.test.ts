/** kill -9 of a whole deploy at different moments: the next up alone completes it. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { ServiceInput } from "../../infra/service.ts";
import { serve } from "./catalogue.ts";
import { minutes, TestStack, until } from "./harness.ts";

const MARKER = "older than the kill";

/** `generation` makes every container new; `gate` is ready after so many seconds, and three services wait for it. */
function services(generation: number, gate: number): ServiceInput[] {
  const env = { GENERATION: String(generation) };
  return [
    serve("store", { env, networks: ["database"], volumes: [{ volume: "store-data", target: "/data" }], files: [{ target: "/run/secrets/token", content: "{{secret:store-token}}" }], ports: [{ host: 10050, container: 8080 }] }),
    serve("gate", { env, networks: ["backend", "database"], dependsOn: ["store"], ready: gate }),
    ...[1, 2, 3].map((i) => serve(`late-${i}`, { env, dependsOn: ["gate"] })),
  ];
}

const NAMES = ["gate", "late-1", "late-2", "late-3", "store"];
let stack: TestStack;

beforeAll(async () => void (stack = await TestStack.create({ services: services(1, 0) })), minutes(1));
afterAll(() => stack.dispose(), minutes(4));

/** Ids of the containers of one generation that exist now. */
async function made(generation: number): Promise<string[]> {
  const containers = await stack.containers();
  const inspected = await Promise.all(containers.map((c) => stack.docker.getContainer(c.Id).inspect().catch(() => undefined)));
  return inspected.flatMap((i) => (i?.Config.Env.includes(`GENERATION=${generation}`) ? [i.Name.slice(stack.prefix.length + 1)] : [])).sort();
}

/** Kills a deploy when `moment` has come, and proves that it was in the middle of it. */
async function killAt(what: string, moment: () => Promise<boolean>): Promise<void> {
  const running = stack.start("up");
  try {
    await until(what, async () => {
      if (running.ended) throw new Error(`the deploy ended before: ${what}\n${(await running.done).log}`);
      return moment();
    }, 180_000);
  } finally {
    await running.kill();
  }
  expect({ code: (await running.done).code, alive: running.pids() }).toEqual({ code: -1, alive: [] });
}

async function upCompletes(): Promise<void> {
  const report = (await stack.exits(0, "up", "--json")).json<{ summary: unknown }>();
  expect(report.summary).toEqual({ expected: 5, healthy: 5, unhealthy: 0, missing: 0, standIns: 0 });
  expect(Object.keys(await stack.ids())).toEqual(NAMES.map((name) => `${stack.prefix}${name}`));
  expect(await stack.rest()).toEqual({
    networks: ["backend", "database"].map((key) => `${stack.prefix}net-${key}`),
    volumes: [`${stack.prefix}files-store-run-secrets`, `${stack.prefix}store-data`],
  });
}

test("killed when its first container exists, from nothing", async () => {
  await killAt("the first container exists", async () => (await made(1)).length >= 1);
  await upCompletes();
  await stack.sh("store", `printf %s '${MARKER}' >/data/marker`);
}, minutes(6));

test("killed while containers are being replaced", async () => {
  stack.services(services(2, 1));
  await killAt("two containers of the new generation exist", async () => (await made(2)).length >= 2);
  await upCompletes();
  expect({ made: await made(2), marker: await stack.sh("store", "cat /data/marker") }).toEqual({ made: NAMES, marker: { exit: 0, output: MARKER } });
}, minutes(6));

test("killed while a gate waits", async () => {
  stack.services(services(3, 20));
  await killAt("the gate's service runs and is not ready", async () => {
    const state = await stack.container("gate").inspect().catch(() => undefined);
    return state !== undefined && state.Config.Env.includes("GENERATION=3") && state.State.Running && Date.now() - Date.parse(state.State.StartedAt) > 2000;
  });
  expect(await made(3)).toEqual(["gate", "store"]);
  await upCompletes();
  expect({ made: await made(3), marker: await stack.sh("store", "cat /data/marker") }).toEqual({ made: NAMES, marker: { exit: 0, output: MARKER } });
}, minutes(6));

test("killed during down, the next down completes and keeps the data", async () => {
  const down = stack.start("down");
  await until("a container is gone", async () => (await stack.containers()).length < NAMES.length, 120_000);
  await down.kill();
  await stack.exits(0, "down", "--json");
  expect({ ids: await stack.ids(), ...(await stack.rest()) }).toEqual({ ids: {}, networks: [], volumes: [`${stack.prefix}store-data`] });
}, minutes(5));

test("after all of this the state is sound: nothing would change", async () => {
  await stack.exits(0, "up", "--json");
  await stack.pulumi("preview", "--expect-no-changes");
  expect(await stack.sh("store", "cat /data/marker")).toEqual({ exit: 0, output: MARKER });
}, minutes(5));
