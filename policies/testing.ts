/** Resources that break no rule of the pack, and the tests that every rule has. */
import { expect, test } from "@jest/globals";
import { TYPES } from "./lib/check.ts";
import { judge, judgeStack, type JudgeOptions, type Props, type Resource } from "./lib/judge.ts";
import type { Rule } from "./lib/rule.ts";

export { judge, judgeStack, type Resource, type Verdict } from "./lib/judge.ts";

/** Pulumi's own mark, on the wire, of a string that preview does not know yet; outputs of any type carry it. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const OWNER = [{ label: "sutazai.managed-by", value: "sutazai" }, { label: "sutazai.stack", value: "dev" }];
const LABELS = [...OWNER, { label: "sutazai.owner", value: "platform" }, { label: "sutazai.service", value: "redis" }, { label: "sutazai.tier", value: "1" }];

/** Labels of a good container, with others besides. */
export const labels = (more: Readonly<Record<string, string>>) => [...LABELS.filter(({ label }) => !(label in more)), ...Object.entries(more).map(([label, value]) => ({ label, value }))];

/** A container that breaks no rule, with changes; `undefined` removes an input. */
export function container(changes: Props = {}): Resource {
  return resource(TYPES.container, "redis", {
    name: "sutazai-dev-redis",
    image: "redis:7.4.2",
    user: "999:999",
    memory: 512,
    memorySwap: 512,
    memoryReservation: 128,
    cpus: "0.5",
    labels: LABELS,
    readOnly: true,
    securityOpts: ["no-new-privileges:true"],
    capabilities: { drops: ["ALL"] },
    tmpfs: { "/tmp": "rw,noexec,nosuid,size=64m" },
    healthcheck: { tests: ["CMD-SHELL", "redis-cli ping"], interval: "30s", timeout: "10s", retries: 3 },
    ports: [{ ip: "127.0.0.1", internal: 6379, external: 10001 }],
    networksAdvanced: [{ name: "sutazai-dev-net-database" }],
    restart: "unless-stopped",
    logDriver: "json-file",
    logOpts: { "max-size": "10m", "max-file": "3" },
    destroyGraceSeconds: 30,
    removeVolumes: false,
    ...changes,
  });
}

/** An image that is pulled and breaks no rule, with changes. */
export function remoteImage(changes: Props = {}): Resource {
  return resource(TYPES.remoteImage, "redis-image", { name: "redis:7.4.2", keepLocally: true, ...changes });
}

/** An image that is built and breaks no rule, with changes of its build. */
export function builtImage(build: Props = {}): Resource {
  return remoteImage({ name: "sutazai/redis:1.0.0", build: { context: ".", buildArgs: { BASE: "sutazai/lab-debian:bookworm-0123456789ab" }, ...build } });
}

/** A swarm service that breaks no rule; changes to its container's spec, to its resources, to the task and to the service. */
export function service(containerSpec: Props = {}, resources: Props = {}, task: Props = {}, changes: Props = {}): Resource {
  return resource(TYPES.service, "redis-swarm", {
    name: "sutazai-dev-redis",
    taskSpec: {
      containerSpec: {
        image: "redis:7.4.2",
        user: "999:999",
        labels: LABELS,
        readOnly: true,
        capDrops: ["ALL"],
        healthcheck: { tests: ["CMD-SHELL", "redis-cli ping"], interval: "30s" },
        stopGracePeriod: "30s",
        ...containerSpec,
      },
      resources: { limits: { memoryBytes: 536870912, nanoCpus: 500000000 }, reservation: { memoryBytes: 134217728 }, ...resources },
      logDriver: { name: "json-file", options: { "max-size": "10m", "max-file": "3" } },
      networksAdvanceds: [{ name: "sutazai-dev-net-database" }],
      ...task,
    },
    updateConfig: { failureAction: "rollback", order: "start-first", monitor: "1m0s" },
    ...changes,
  });
}

/** A network that breaks no rule, with changes. */
export function network(changes: Props = {}): Resource {
  return resource(TYPES.network, "net-database", {
    name: "sutazai-dev-net-database",
    driver: "bridge",
    options: { "com.docker.network.bridge.enable_ip_masquerade": "false" },
    ipamConfigs: [{ subnet: "172.20.3.0/24" }],
    labels: OWNER,
    ...changes,
  });
}

/** A data volume that breaks no rule, with changes. */
export function dataVolume(changes: Props = {}, protect = true): Resource {
  return { ...resource(TYPES.volume, "redis-data", { name: "sutazai-dev-redis-data", labels: OWNER, ...changes }), protect };
}

/** Sets the limit of processes of the container `redis`. */
export const pidsStep: Resource = { type: "command:local:Command", name: "redis-gate", props: { create: ":", triggers: ["pids limit 256"] }, dependsOn: ["redis"] };

/** A resource of another provider, with words that would break rules. */
export const foreign: Resource = { type: "aws:ec2/instance:Instance", name: "data", props: { name: "latest", user: "root", privileged: true } };

/** Something that breaks a rule, and the whole of what the rule says. */
export type Broken<T> = readonly [broken: T, ...messages: string[]];

export interface Cases<T> extends JudgeOptions {
  readonly good: readonly T[];
  readonly bad: readonly Broken<T>[];
  /** What is not known yet, beside nothing that is wrong. */
  readonly unknown: readonly T[];
}

/** The tests of a rule on single resources; those of other types are always among them. */
export function ruleTests(rule: Rule, { good, bad, unknown, ...options }: Cases<Resource>): void {
  test.each(good.map((resource) => [shown(resource), resource] as const))("passes %s", async (_shown, resource) => {
    expect(await judge(rule, resource, options)).toEqual({ violations: [] });
  });
  test.each(bad.map(([resource, ...messages]) => [shown(resource), resource, messages] as const))("refuses %s", async (_shown, resource, messages) => {
    expect((await judge(rule, resource, options)).violations).toEqual(messages);
  });
  test.each(unknown.map((resource) => [shown(resource), resource] as const))("neither passes nor refuses %s", async (_shown, resource) => {
    const { violations, unknown: met, notApplicable } = await judge(rule, resource, options);
    expect({ violations, open: met !== undefined || notApplicable !== undefined }).toEqual({ violations: [], open: true });
  });
  test("leaves other types alone", async () => {
    expect(await judge(rule, foreign, options)).toEqual({ violations: [], notApplicable: expect.stringMatching(/^judges docker:/) });
    for (const other of [container(), remoteImage(), builtImage(), service(), network(), dataVolume()]) expect((await judge(rule, other)).violations).toEqual([]);
  });
}

/** The tests of a rule on whole stacks. */
export function stackTests(rule: Rule, { good, bad, unknown, ...options }: Cases<readonly Resource[]>): void {
  test.each(good.map((stack, i) => [i + 1, stack] as const))("passes good stack %i", async (_i, stack) => {
    expect(await judgeStack(rule, stack, options)).toEqual({ violations: [] });
  });
  test.each(bad.map(([stack, ...messages]) => [messages[0], stack, messages] as const))("refuses: %s", async (_first, stack, messages) => {
    expect((await judgeStack(rule, stack, options)).violations).toEqual(messages);
  });
  test.each(unknown.map((stack, i) => [i + 1, stack] as const))("neither passes nor refuses unknown stack %i", async (_i, stack) => {
    expect(await judgeStack(rule, stack, options)).toEqual({ violations: [], unknown: expect.any(String) });
  });
  test("leaves other types alone, and what a deploy leaves out", async () => {
    const leftOut = Object.values(TYPES).map((type) => ({ type, name: "left-out", props: {} }));
    expect(await judgeStack(rule, [foreign, ...leftOut], options)).toEqual({ violations: [] });
  });
}

function resource(type: string, name: string, props: Props): Resource {
  return { type, name, props: dropUndefined(props) };
}

function dropUndefined(props: Props): Props {
  return Object.fromEntries(
    Object.entries(props)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, typeof value === "object" && value !== null && !Array.isArray(value) ? dropUndefined(value) : value]),
  );
}

/** The type and what is unlike the good one. */
function shown({ type, props }: Resource): string {
  const kind = type.slice(type.lastIndexOf(":") + 1);
  const good = GOOD[kind]?.().props ?? {};
  const changed = Object.fromEntries(Object.entries(props).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(good[key])));
  return `${kind} ${JSON.stringify(changed).slice(0, 160)}`;
}

const GOOD: Readonly<Record<string, () => Resource>> = { Container: container, RemoteImage: remoteImage, Service: service, Network: network, Volume: dataVolume };
