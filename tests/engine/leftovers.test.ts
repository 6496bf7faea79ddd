/** A killed test run's stack goes with the next run; those of living processes stay. */
import { randomBytes } from "node:crypto";
import type { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { afterEach, expect, test } from "@jest/globals";
import Docker from "dockerode";
import { pack } from "tar-stream";
import { LABELS } from "../../infra/names.ts";
import { thisProcess } from "../../ops/transient.ts";
import { disown, own, removeAbandoned, removeStack } from "./leftovers.ts";

const docker = new Docker();
const id = randomBytes(4).toString("hex");
const [dead, living] = [`e2e-${id}-dead`, `e2e-${id}-living`];
const image = `sutazai-test-leftovers:${id}`;
const NO_PROCESS = thisProcess().replace(/ \d+ /, " 4194304 ");

afterEach(async () => {
  for (const stack of [dead, living]) await removeStack(docker, stack).then(() => disown(docker, stack)).catch(() => {});
  await docker.getImage(image).remove({ force: true });
});

/** A container that never starts, a network that it is on, and a volume. */
async function aStack(name: string, owner: string): Promise<string[]> {
  const Labels = { [LABELS.stack]: name };
  await own(docker, name, owner);
  await docker.createNetwork({ Name: `${name}-net`, Labels, Internal: true });
  await docker.createVolume({ Name: `${name}-data`, Labels });
  await docker.createContainer({ name: `${name}-one`, Image: image, Cmd: ["/none"], Labels, HostConfig: { NetworkMode: `${name}-net`, Binds: [`${name}-data:/data`] } });
  return [`container ${name}-one`, `network ${name}-net`, `volume ${name}-data`];
}

test("all of a dead process's stack is removed, nothing of a living one's", async () => {
  const empty = pack();
  empty.entry({ name: "empty" }, "");
  empty.finalize();
  const [repo, tag] = image.split(":");
  const imported = (await docker.importImage(empty as never, { repo, tag })) as unknown as Readable;
  await finished(imported.resume());
  const [abandoned, kept] = [await aStack(dead, NO_PROCESS), await aStack(living, thisProcess())];

  expect(await removeAbandoned(docker)).toEqual(expect.arrayContaining(abandoned));
  expect(await removeAbandoned(docker)).toEqual([]);

  expect(await removeStack(docker, dead)).toEqual([]);
  expect(await removeStack(docker, living)).toEqual(kept);
});
