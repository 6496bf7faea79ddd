/** Containers that the state does not know become the stack's without a restart, or are refused with what differs. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { rmSync } from "node:fs";
import { serve } from "./catalogue.ts";
import { minutes, TestStack } from "./harness.ts";

const services = [
  serve("store", { networks: ["database"], volumes: [{ volume: "store-data", target: "/data" }], files: [{ target: "/run/secrets/token", content: "{{secret:store-token}}" }], ports: [{ host: 10050, container: 8080 }], ulimits: { nofile: { soft: 1024, hard: 2048 } }, security: "webapp" }),
  serve("api", { networks: ["backend", "database"], dependsOn: ["store"] }),
];
let stack: TestStack;

beforeAll(async () => {
  stack = await TestStack.create({ services });
  await stack.exits(0, "up", "--json");
  await stack.sh("store", "printf kept >/data/marker");
}, minutes(5));
afterAll(() => stack.dispose(), minutes(4));

const loseState = () => {
  for (const file of [stack.stateFile, `${stack.stateFile}.bak`, `${stack.stateFile}.attrs`]) rmSync(file, { force: true });
};
const starts = async () => Promise.all(services.map(async (s) => (await stack.container(s.name).inspect()).State.StartedAt));

test("the state is lost: shown first, then adopted with the same containers, and nothing would change", async () => {
  const [ids, started] = [await stack.ids(), await starts()];
  loseState();
  const shown = (await stack.exits(0, "adopt", "--json")).json<{ adopted: boolean; services: { service: string }[] }>();
  expect({ adopted: shown.adopted, services: shown.services.map((s) => s.service).sort() }).toEqual({ adopted: false, services: ["api", "store"] });
  expect((await stack.exits(0, "adopt", "--json", "--yes")).json()).toMatchObject({ adopted: true, differences: [] });
  await stack.pulumi("preview", "--expect-no-changes");
  expect((await stack.exits(0, "drift", "--json")).json()).toEqual({ stack: stack.name, drift: [] });
  expect((await stack.exits(0, "up", "--json")).json()).toMatchObject({ changed: 0, summary: { expected: 2, healthy: 2 } });
  expect([await stack.ids(), await starts(), (await stack.sh("store", "cat /data/marker")).output]).toEqual([ids, started, "kept"]);
  expect((await stack.exits(0, "adopt", "--json")).json()).toMatchObject({ services: [], differences: [] });
}, minutes(8));

test("what differs is named with what is wanted, nothing is adopted and nothing touched", async () => {
  loseState();
  const ids = await stack.ids();
  await stack.container("api").update({ PidsLimit: 77 });
  expect((await stack.exits(2, "adopt", "--json", "--yes")).json()).toEqual({ stack: stack.name, adopted: false, services: [], differences: [{ service: "api", field: "pidsLimit", want: "256", got: "77" }] });
  await stack.container("api").update({ PidsLimit: 256 });
  expect(await stack.ids()).toEqual(ids);
  await stack.exits(0, "adopt", "--json", "--yes");
}, minutes(8));
