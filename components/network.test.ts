/** A container may be registered and made while its network is being made, but is not done before Pulumi knows the network. */
import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aService, attempt } from "../tests/unit/fixtures.ts";
import { mockPulumi } from "../tests/unit/pulumi-mocks.ts";
import { Hooks } from "./hooks.ts";
import { TierNetwork } from "./network.ts";

const NETWORK = "docker:index/network:Network";
const made = new Map<string, ReturnType<typeof Promise.withResolvers<void>>>();
const onEngine = new Set<string>();
const docker = {
  getNetwork: (name: string) => ({ inspect: () => (onEngine.has(name) ? Promise.resolve({}) : Promise.reject(Object.assign(new Error("no such network"), { statusCode: 404 }))) }),
};
const plan = attempt({ services: [aService("one", { networks: ["frontend", "backend", "database"] })] });
const planned = (key: string) => plan.networks.find((n) => n.key === key)!;
let hooks: Hooks;

beforeAll(async () => {
  await mockPulumi(async ({ type, name, inputs }) => {
    if (type === NETWORK) await made.get(name)!.promise;
    return { id: `id-of-${name}`, state: inputs as object };
  });
  hooks = new Hooks();
});

afterAll(() => pulumi.runtime.getCallbacks()?.shutdown());

/** A network whose creation ends when the test says so, and what Pulumi would call meanwhile. */
function network(key: string) {
  const name = `net-${key}`;
  made.set(name, Promise.withResolvers<void>());
  const taken: Record<string, pulumi.ResourceHookBinding> = {};
  const runtime = { docker, hooks: { of: (...args: Parameters<Hooks["of"]>) => (taken[args[1]] = hooks.of(...args)) }, owner: plan };
  const tier = new TierNetwork(name, { network: planned(key) }, runtime as never);
  const args = { type: NETWORK, name };
  return {
    tier,
    begin: () => (taken[name]!.beforeCreate![0] as pulumi.ResourceHook).callback(args as pulumi.ResourceHookArgs),
    fail: () => taken[name]!.onError![0]!.callback({ ...args, errors: ["no"] } as unknown as pulumi.ErrorHookArgs),
    end: () => made.get(name)!.resolve(),
  };
}

const value = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => output.apply(resolve));
const settledFirst = (...promises: [string, Promise<unknown>][]) => Promise.race(promises.map(([word, promise]) => promise.then(() => word)));

test("from its creation's begin on a network has its name, then it is on the engine, then in the state", async () => {
  const { tier, begin, end } = network("backend");
  const { name } = planned("backend");
  expect(await settledFirst(["name", value(tier.networkName)], ["begin", Promise.resolve(begin())])).toBe("begin");
  expect(await value(tier.networkName)).toBe(name);
  const resources = await (tier.networkName as unknown as { allResources(): Promise<Set<pulumi.Resource>> }).allResources();
  expect(await Promise.all([...resources].map((r) => value(r.urn)))).toEqual(["urn:pulumi:dev::sutazai::sutazai:docker:TierNetwork$docker:index/network:Network::net-backend"]);
  onEngine.add(name);
  expect(await settledFirst(["recorded", tier.recorded], ["present", tier.present])).toBe("present");
  end();
  await tier.recorded;
});

test("a network that is there already is waited for as any resource", async () => {
  const { tier, end } = network("database");
  end();
  expect([await value(tier.networkName), await tier.present, await tier.recorded]).toEqual([planned("database").name, undefined, undefined]);
});

test("who waits for a network that cannot be made is told", async () => {
  const { tier, begin, fail } = network("frontend");
  await begin();
  expect(await fail()).toBe(false);
  const words = "network sutazai-dev-net-frontend could not be made";
  await expect(tier.present).rejects.toThrow(words);
  await expect(tier.recorded).rejects.toThrow(words);
});
