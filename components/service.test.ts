/** When a service's container is made and done: after what it waits for, and never before Pulumi knows its networks. */
import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type Docker from "dockerode";
import { Events } from "../engine/events.ts";
import { aService, attempt } from "../tests/unit/fixtures.ts";
import { mockPulumi } from "../tests/unit/pulumi-mocks.ts";
import { Hooks } from "./hooks.ts";
import type { TierNetwork } from "./network.ts";
import { TieredService } from "./service.ts";

const CONTAINER = "docker:index/container:Container";
const HEALTHY = { Running: true, Health: { Status: "healthy" } };
const docker = { getContainer: () => ({ inspect: async () => ({ State: HEALTHY }), update: async () => {} }), getEvents: () => new Promise(() => {}) } as unknown as Docker;
const plan = attempt({ services: [aService("first"), aService("second", { dependsOn: ["first"] }), aService("third", { dependsOn: ["first"] }), aService("alone")] });
const works = new Map<string, Parameters<Hooks["of"]>[2]>();
let hooks: Hooks;

beforeAll(async () => {
  // Pulumi never ends making anything here: only what the hooks say counts.
  await mockPulumi(() => new Promise(() => {}));
  hooks = new Hooks();
});

afterAll(() => pulumi.runtime.getCallbacks()?.shutdown());

function network() {
  const [present, recorded] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  return { present, recorded, tier: { networkName: pulumi.output("net"), present: present.promise, recorded: recorded.promise } as TierNetwork };
}

function service(name: string, tier: TierNetwork, after: readonly TieredService[] = []) {
  const of = (...args: Parameters<Hooks["of"]>) => (works.set(`${args[0]} ${args[1]}`, args[2]), hooks.of(...args));
  const runtime = { docker, events: new Events(docker, "dev"), hooks: { of }, owner: plan, failure: new AbortController() };
  const made = new TieredService(name, { service: plan.services.find((s) => s.name === name)!, imageId: pulumi.output("sha256:x"), networks: new Map([["backend", tier]]), volumes: new Map(), after }, runtime as never);
  const { beforeCreate, afterCreate } = works.get(`${CONTAINER} ${name}`)!;
  return { made, before: watched(beforeCreate!({} as pulumi.ResourceHookArgs)), created: () => watched(afterCreate!({ id: `id-of-${name}` } as pulumi.ResourceHookArgs)) };
}

/** Whether a hook lets Pulumi go on, once all that is ready to run has run. */
function watched(work: void | Promise<void>) {
  let ended = false;
  void Promise.resolve(work).then(() => (ended = true));
  return async () => (await new Promise(setImmediate), ended);
}

test("a container is made when its network is on the engine, and done when Pulumi has the network in its state", async () => {
  const { present, recorded, tier } = network();
  const { before, created } = service("alone", tier);
  expect(await before()).toBe(false);
  present.resolve();
  expect(await before()).toBe(true);
  const done = created();
  expect(await done()).toBe(false);
  recorded.resolve();
  expect(await done()).toBe(true);
});

test("what it waits for is ready first, by the engine's own word", async () => {
  const { present, tier } = network();
  present.resolve();
  const first = service("first", tier);
  const second = service("second", tier, [first.made]);
  const third = service("third", tier, [first.made]);
  expect([await first.before(), await second.before(), await third.before()]).toEqual([true, false, false]);
  first.created();
  await first.made.opened;
  expect([await second.before(), await third.before()]).toEqual([true, true]);
});
