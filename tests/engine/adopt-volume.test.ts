/** The data of a volume that something else made becomes a stack's, every byte, mode, owner and link of it, or is refused with the reason. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { execute } from "../../engine/check.ts";
import { LABELS, ownerLabels } from "../../infra/names.ts";
import { serve } from "./catalogue.ts";
import { minutes, ROOT, TestStack, until } from "./harness.ts";

const services = [
  serve("store", { networks: ["database"], volumes: [{ volume: "store-data", target: "/data" }] }),
  serve("other", { networks: ["database"], volumes: [{ volume: "other-data", target: "/data" }] }),
];
let stack: TestStack;
let old: string;

beforeAll(async () => {
  stack = await TestStack.create({ services });
  old = `${stack.prefix}legacy`;
  await stack.exits(0, "images", "build", "--json");
  await stack.docker.createVolume({ Name: old, Labels: { "com.docker.compose.volume": "legacy", [LABELS.stack]: stack.name } });
  await legacy(`${FILL}; sleep 1000`, async (id) => void (await until("the old volume is filled", async () => (await execute(stack.docker.getContainer(id), ["test", "-u", "/old/two words"])).exit === 0, 30_000)));
}, minutes(5));
afterAll(async () => {
  await stack.docker.getVolume(old).remove();
  await stack.dispose();
}, minutes(4));

/** A container that has the old volume and did something with it, as compose would have made it. */
async function legacy(line: string, work: (id: string) => Promise<void>): Promise<void> {
  const [image] = await stack.docker.listImages({ filters: JSON.stringify({ reference: ["sutazai/test-serve"] }) });
  const container = await stack.docker.createContainer({ Image: image!.Id, Entrypoint: ["/bin/sh", "-c", line], User: "0:0", Labels: { [LABELS.stack]: stack.name }, HostConfig: { Mounts: [{ Type: "volume", Source: old, Target: "/old" }] } });
  try {
    await container.start();
    await work(container.id);
  } finally {
    await container.remove({ force: true });
  }
}

const FILL = "cd /old && chown 70:71 . && chmod 750 . && mkdir -p deep/er && head -c 300000 /dev/urandom >deep/er/bytes && ln deep/er/bytes same && ln -s deep link && printf x >'two words' && chown 5:6 'two words' && chmod 4751 'two words' && chown -h 7:8 link";
const LIST = "cd $1 && find . | sort | while read -r f; do stat -c '%n %F %a %u:%g %h %s %Y' \"$f\"; done; cat deep/er/bytes | md5sum; readlink link";

test("a copy that fails is told, and leaves both volumes as they were", async () => {
  const name = `${stack.prefix}other-data`;
  const owner = ownerLabels({ stack: stack.name, checkout: readFileSync(join(ROOT, ".sutazai", "id"), "utf8").trim() });
  await stack.docker.createVolume({ Name: name, Driver: "local", DriverOpts: { type: "tmpfs", device: "tmpfs", o: "size=100k" }, Labels: owner });
  const { stderr } = await stack.exits(1, "adopt", "--volume", `${old}=other-data`, "--yes");
  expect(stderr).toContain(`${old} is as it was, and ${name} as before`);
  await legacy("sleep 1000", async (id) => expect((await execute(stack.docker.getContainer(id), ["/bin/sh", "-c", "find /old -mindepth 1 | wc -l"])).output.trim()).toBe("6"));
  expect((await stack.docker.getVolume(name).inspect()).Labels).toEqual(owner);
  await stack.docker.getVolume(name).remove();
}, minutes(4));

test("what is in use, unknown, or would be written over is refused at once; the data comes over whole, and the stack starts on it", async () => {
  await legacy("sleep 1000", async () => {
    const { stderr } = await stack.exits(2, "adopt", "--volume", `${old}=store-data`, `${stack.prefix}nothing=other-data`, "--yes");
    expect(stderr).toMatch(/2 problems[\s\S]*at rest[\s\S]*docker stop[\s\S]*no such volume/);
  });
  expect((await stack.exits(0, "adopt", "--volume", `${old}=store-data`, "--json")).json()).toEqual({ stack: stack.name, adopted: false, volumes: [{ from: old, to: `${stack.prefix}store-data`, services: ["store"] }] });
  await expect(stack.docker.getVolume(`${stack.prefix}store-data`).inspect()).rejects.toMatchObject({ statusCode: 404 });

  expect((await stack.exits(0, "adopt", "--volume", `${old}=store-data`, "--json", "--yes")).json()).toEqual({ stack: stack.name, adopted: true, volumes: [{ from: old, to: `${stack.prefix}store-data`, services: ["store"], files: 6, bytes: expect.any(Number), note: "6 of them belong to another user than 1000:1000, as which store runs; owners are kept as they were" }] });
  const { stderr } = await stack.exits(2, "adopt", "--volume", `${old}=store-data`, "--yes");
  expect(stderr).toMatch(/empty: nothing is written over[\s\S]*6 files/);

  await stack.exits(0, "up", "--json");
  const listed = async (place: string, run: (line: string) => Promise<string>) => (await run(`set -- ${place}; ${LIST}`)).trim();
  const now = await listed("/data", async (line) => (await stack.sh("store", line)).output);
  let before = "";
  await legacy("sleep 1000", async (id) => void (before = await listed("/old", async (line) => (await execute(stack.docker.getContainer(id), ["/bin/sh", "-c", line])).output)));
  // The mount point belongs to the service that runs on it.
  const inside = (text: string) => text.split("\n").filter((line) => !line.startsWith(". "));
  expect(inside(now)).toEqual(inside(before));
  expect(inside(now)).toContainEqual(expect.stringMatching(/^\.\/two words regular file 4751 5:6 1 1 /));
  await stack.pulumi("preview", "--expect-no-changes");
  expect((await stack.docker.listContainers({ all: true, filters: { label: ["sutazai.helper", `${LABELS.stack}=${stack.name}`] } })).length).toBe(0);
}, minutes(8));
