/** Changes made by hand: drift names each, up mends it, then there is none. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { catalogue } from "./catalogue.ts";
import { minutes, TestStack } from "./harness.ts";

interface Drift {
  readonly drift: readonly { service: string; field: string; want: string; got: string }[];
}

const MARKER = "survives every replacement";
const MIB = 1024 ** 2;
let stack: TestStack;

beforeAll(async () => {
  stack = await TestStack.create({ services: catalogue });
  await stack.exits(0, "up", "--json");
  await stack.sh("store", `printf %s '${MARKER}' >/data/marker`);
}, minutes(5));
afterAll(() => stack.dispose(), minutes(4));

const found = async () => (await stack.exits(2, "drift", "--json")).json<Drift>().drift;

/** After `up`: all healthy, nothing differs, and the data is still there. */
async function mended(): Promise<void> {
  const report = (await stack.exits(0, "up", "--json")).json<{ summary: unknown }>();
  expect(report.summary).toEqual({ expected: 4, healthy: 4, unhealthy: 0, missing: 0, standIns: 0 });
  expect((await stack.exits(0, "drift", "--json")).json()).toEqual({ stack: stack.name, drift: [] });
  expect(Object.keys(await stack.ids())).toEqual(["api", "page", "queue", "store"].map((s) => `${stack.prefix}${s}`));
  expect(await stack.sh("store", "cat /data/marker")).toEqual({ exit: 0, output: MARKER });
}

test("a container that was removed, stopped, or given other limits", async () => {
  await stack.container("store").remove({ force: true });
  await stack.container("queue").stop({ t: 1 });
  await stack.container("api").update({ Memory: 256 * MIB, MemorySwap: 256 * MIB });
  await stack.container("page").update({ PidsLimit: 100 });
  expect(await found()).toEqual([
    { service: "api", field: "memory", want: String(512 * MIB), got: String(256 * MIB) },
    { service: "api", field: "memorySwap", want: String(512 * MIB), got: String(256 * MIB) },
    { service: "page", field: "pidsLimit", want: "256", got: "100" },
    { service: "queue", field: "state", want: "running", got: "exited" },
    { service: "store", field: "container", want: "present", got: "missing" },
  ]);
  await mended();
}, minutes(6));

test("a container that was paused, cut off its network, or added under our labels", async () => {
  const page = await stack.container("page").inspect();
  await stack.container("page").pause();
  await stack.docker.getNetwork(`${stack.prefix}net-backend`).disconnect({ Container: `${stack.prefix}queue` });
  await stack.container("api").update({ NanoCpus: 250_000_000, RestartPolicy: { Name: "no" } } as never);
  const extra = await stack.docker.createContainer({ name: `${stack.prefix}intruder`, Image: page.Image, Labels: { ...page.Config.Labels, "sutazai.service": "intruder" } });
  expect(await found()).toEqual([
    { service: "api", field: "cpus", want: "500000000", got: "250000000" },
    { service: "api", field: "restart", want: JSON.stringify({ Name: "unless-stopped", MaximumRetryCount: 0 }), got: JSON.stringify({ Name: "no", MaximumRetryCount: 0 }) },
    { service: "intruder", field: `container ${stack.prefix}intruder`, want: "absent", got: "present" },
    { service: "page", field: "state", want: "running", got: "paused" },
    { service: "queue", field: "networks", want: JSON.stringify([`${stack.prefix}net-backend:queue`]), got: "[]" },
  ]);
  await mended();
  await expect(extra.inspect()).rejects.toMatchObject({ statusCode: 404 });
}, minutes(6));

test("a network or a volume of files that was removed by hand", async () => {
  await stack.container("page").remove({ force: true });
  await stack.docker.getNetwork(`${stack.prefix}net-frontend`).remove();
  expect(await found()).toEqual([
    { service: "net-frontend", field: "network", want: "present", got: "missing" },
    { service: "page", field: "container", want: "present", got: "missing" },
  ]);
  await mended();
}, minutes(6));
