/** A build that begins from the cache which an image of a registry carries: what `sutazai:registry.push` gives to builds, with the options that they get. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { pack } from "tar-stream";
import { push } from "../../engine/registry.ts";
import { buildOptions, cacheReference } from "../../infra/build-options.ts";
import { serve } from "./catalogue.ts";
import { minutes, TestStack } from "./harness.ts";

let stack: TestStack;
let place: string;
/** In the step's own line, so that its records are found among those of other builds. */
const mark = randomBytes(8).toString("hex");

beforeAll(async () => {
  const registry = { ...serve("registry"), image: { built: "lab-registry" }, volumes: [{ volume: "registry-data", target: "/var/lib/registry" }], ports: [{ host: 10050, container: 5000 }], health: { class: "infra" as const, check: { http: { port: 5000, path: "/" } } } };
  stack = await TestStack.create({ services: [registry, serve("seed")] });
  place = `127.0.0.1:${stack.portOffset + 10050}/ours`;
  await stack.exits(0, "up", "--json");
}, minutes(5));

afterAll(async () => {
  await forget().finally(() => stack.dispose());
}, minutes(4));

/** Builds by BuildKit a step that makes something else each time that it runs. Returns the image's layers. */
async function built(tag: string): Promise<string[]> {
  const seed = (await stack.docker.getImage((await stack.container("seed").inspect()).Image).inspect()).RepoTags[0]!;
  const context = pack();
  context.entry({ name: "Dockerfile" }, `FROM ${seed}\nUSER root\nRUN : ${mark}; head -c 32 /dev/urandom >/made\n`);
  context.finalize();
  const { buildArgs, cacheFroms } = buildOptions([1, 41], place, [tag]);
  const stream = await stack.docker.buildImage(context as unknown as NodeJS.ReadableStream, { t: tag, version: "2", buildargs: { ...buildArgs }, cachefrom: JSON.stringify(cacheFroms) });
  await new Promise<void>((resolve, reject) => stack.docker.modem.followProgress(stream, (error, lines: { error?: string }[]) => (error ?? lines.find((l) => l.error) ? reject(error ?? new Error(lines.find((l) => l.error)!.error)) : resolve())));
  return (await stack.docker.getImage(tag).inspect()).RootFS.Layers!;
}

/** Removes the images of this test, and its records out of the engine's own cache; no others. Returns how many records there were. */
async function forget(): Promise<number> {
  for (const { RepoTags } of await stack.docker.listImages()) for (const tag of (RepoTags ?? []).filter((t) => t.startsWith(`${stack.name}-cached:`) || t.startsWith(`${place}/`))) await stack.docker.getImage(tag).remove({ force: true });
  const records = async () => ((await stack.docker.df()) as { BuildCache?: { ID: string; Description: string }[] }).BuildCache?.filter((r) => r.Description.includes(mark)) ?? [];
  const found = await records();
  for (const { ID } of found) await stack.docker.pruneBuilder({ filters: JSON.stringify({ id: [ID] }), all: true } as never);
  expect(await records()).toEqual([]);
  return found.length;
}

test("an engine that has forgotten a step takes it from the registry's image, and runs it where there is none", async () => {
  const tag = `${stack.name}-cached:1`;
  const first = await built(tag);
  expect(await built(tag)).toEqual(first);
  expect(await forget()).toBeGreaterThan(0);
  const pushed = await built(tag);
  expect(pushed.at(-1)).not.toBe(first.at(-1));
  await push(stack.docker, tag, cacheReference(place, tag));
  expect(await forget()).toBeGreaterThan(0);
  expect(await built(tag)).toEqual(pushed);
}, minutes(4));
