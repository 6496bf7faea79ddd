/** A stack's life: up from nothing, nothing to do, one edit, down, up again, gone. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { catalogue } from "./catalogue.ts";
import { minutes, TestStack } from "./harness.ts";

interface UpReport {
  readonly changed: number;
  readonly summary: Readonly<Record<string, number>>;
  readonly services: readonly { name: string; state: string; health: string; ports: readonly string[] }[];
}

const MARKER = "written by the lifecycle test";
let stack: TestStack;

beforeAll(async () => void (stack = await TestStack.create({ services: catalogue })), minutes(1));
afterAll(() => stack.dispose(), minutes(4));

const all = () => ["api", "page", "queue", "store"].map((service) => `${stack.prefix}${service}`);

test("up from nothing ends with every service healthy, and says where they answer", async () => {
  const report = (await stack.exits(0, "up", "--json")).json<UpReport>();
  expect(report.summary).toEqual({ expected: 4, healthy: 4, unhealthy: 0, missing: 0, standIns: 0 });
  expect(report.services.map(({ name, state, health, ports }) => ({ name, state, health, ports })).sort((a, b) => a.name.localeCompare(b.name))).toEqual([
    { name: "api", state: "running", health: "healthy", ports: [] },
    { name: "page", state: "running", health: "healthy", ports: [] },
    { name: "queue", state: "running", health: "healthy", ports: [] },
    { name: "store", state: "running", health: "healthy", ports: [`127.0.0.1:${10050 + stack.portOffset}->8080`] },
  ]);
  expect(Object.keys(await stack.ids())).toEqual(all());
  expect(await stack.rest()).toEqual({
    networks: ["backend", "database", "frontend"].map((key) => `${stack.prefix}net-${key}`),
    volumes: [`${stack.prefix}files-store-run-secrets`, `${stack.prefix}store-data`],
  });
}, minutes(5));

test("what a service depends on was healthy before it was made", async () => {
  const created = async (service: string) => Date.parse((await stack.container(service).inspect()).Created);
  const [store, queue, api, page] = [await created("store"), await created("queue"), await created("api"), await created("page")];
  expect({ api: api > Math.max(store, queue), page: page > api + 500 }).toEqual({ api: true, page: true });
}, minutes(1));

test("a second up, a preview and a refresh change nothing", async () => {
  const before = await stack.ids();
  const again = (await stack.exits(0, "up", "--json")).json<UpReport>();
  expect({ changed: again.changed, ids: await stack.ids() }).toEqual({ changed: 0, ids: before });
  await stack.pulumi("preview", "--expect-no-changes");
  await stack.pulumi("refresh", "--yes", "--expect-no-changes");
  expect((await stack.exits(0, "drift", "--json")).json()).toEqual({ stack: stack.name, drift: [] });
  expect(await stack.ids()).toEqual(before);
}, minutes(5));

test("an edit of one service replaces that service's container and no other", async () => {
  const before = await stack.ids();
  stack.services(catalogue.map((s) => (s.name === "queue" ? { ...s, env: { ...s.env, EDITED: "yes", READY: "4" } } : s)));
  await stack.exits(0, "up", "--json");
  const after = await stack.ids();
  const changed = Object.keys(after).filter((name) => after[name] !== before[name]);
  expect({ names: Object.keys(after), changed }).toEqual({ names: all(), changed: [`${stack.prefix}queue`] });
  expect((await stack.sh("queue", "echo $EDITED")).output).toBe("yes\n");
}, minutes(5));

test("what the engine has just started again, as after a reboot, is waited for", async () => {
  await stack.container("queue").restart();
  const { log } = await stack.exits(0, "up");
  expect(log).toContain("not all is ready: waiting for queue");
}, minutes(2));

test("down removes containers and networks, and keeps data that the next up finds", async () => {
  expect(await stack.sh("store", `printf %s '${MARKER}' >/data/marker`)).toEqual({ exit: 0, output: "" });
  const down = (await stack.exits(0, "down", "--json")).json<{ keptVolumes: string[]; removedVolumes: string[] }>();
  expect({ kept: down.keptVolumes, removed: down.removedVolumes }).toEqual({ kept: [`${stack.prefix}store-data`], removed: [] });
  expect({ ids: await stack.ids(), ...(await stack.rest()) }).toEqual({ ids: {}, networks: [], volumes: [`${stack.prefix}store-data`] });

  await stack.exits(0, "up", "--json");
  expect(await stack.sh("store", "cat /data/marker")).toEqual({ exit: 0, output: MARKER });
}, minutes(6));

test("down --data asks first, then leaves nothing", async () => {
  const before = await stack.ids();
  const refused = await stack.exits(64, "down", "--data");
  expect(refused.stderr).toContain("without a terminal say --yes too");
  expect(await stack.ids()).toEqual(before);

  const down = (await stack.exits(0, "down", "--data", "--yes", "--json")).json<{ removedVolumes: string[] }>();
  expect(down.removedVolumes).toEqual([`${stack.prefix}store-data`]);
  expect({ ids: await stack.ids(), ...(await stack.rest()) }).toEqual({ ids: {}, networks: [], volumes: [] });
}, minutes(5));
