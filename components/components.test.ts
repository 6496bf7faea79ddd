/** What the components register: children, names, inputs and safe defaults, on Pulumi's mocks. */
import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type Docker from "dockerode";
import { Events } from "../engine/events.ts";
import { aService, attempt } from "../tests/unit/fixtures.ts";
import { mockPulumi } from "../tests/unit/pulumi-mocks.ts";
import { deployPlan } from "../stacks/platform.ts";
import { Hooks } from "./hooks.ts";
import { containerOptions } from "./service.ts";

interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
}

const registered: Registered[] = [];
const SECRET = "the-value-of-a-secret";

const plan = attempt({
  services: [
    aService("store", {
      networks: ["database"],
      volumes: [{ volume: "store-data", target: "/data" }],
      files: [{ target: "/run/secrets/token", content: "{{secret:token}}" }],
      ports: [{ host: 10050, container: 8080 }],
      security: "database",
      stop: "stateful",
      user: "999:998",
    }),
    aService("api", { networks: ["database", "backend"], dependsOn: ["store"], outside: "fetches models from afar", env: { LOG_LEVEL: "info" }, command: ["serve", "--port", "8080"], ulimits: { nofile: { soft: 10, hard: 20 } } }),
  ],
});

beforeAll(async () => {
  await mockPulumi((args) => {
    registered.push({ type: args.type, name: args.name, inputs: args.inputs as Record<string, unknown> });
    return { id: `id-of-${args.name}`, state: { ...(args.inputs as object), imageId: `sha256:${args.name}` } };
  });
  const runtime = { docker: {}, events: new Events({} as Docker, "dev"), hooks: new Hooks(), owner: plan, root: "/checkout", cache: "/cache", secrets: { token: SECRET }, digestKey: "key", failure: new AbortController() };
  const services = await deployPlan(plan, runtime as never, (image) => `/contexts/${image}`);
  for (const s of Object.values(services)) await settled(s.gate.urn);
}, 30_000);

afterAll(() => pulumi.runtime.getCallbacks()?.shutdown());

const settled = (output: pulumi.Output<unknown>) => new Promise<void>((resolve) => output.apply(() => resolve()));
const of = (type: string) => registered.filter((r) => r.type === type).sort((a, b) => a.name.localeCompare(b.name));
const inputs = (name: string) => registered.find((r) => r.type === "docker:index/container:Container" && r.name === name)!.inputs;

test("every planned thing becomes one resource", () => {
  expect(registered.filter((r) => !r.type.startsWith("pulumi:")).map((r) => `${r.type} ${r.name}`).sort()).toEqual([
    "command:local:Command api-gate",
    "command:local:Command store-files",
    "command:local:Command store-gate",
    "docker:index/container:Container api",
    "docker:index/container:Container store",
    "docker:index/network:Network net-access",
    "docker:index/network:Network net-backend",
    "docker:index/network:Network net-database",
    "docker:index/remoteImage:RemoteImage image-web",
    "docker:index/volume:Volume files-store-run-secrets",
    "docker:index/volume:Volume store-data",
    "sutazai:docker:DataVolume store-data",
    "sutazai:docker:SecretFiles store-files",
    "sutazai:docker:ServiceImage image-web",
    "sutazai:docker:TierNetwork net-access",
    "sutazai:docker:TierNetwork net-backend",
    "sutazai:docker:TierNetwork net-database",
    "sutazai:docker:TieredService api",
    "sutazai:docker:TieredService store",
  ]);
});

test("a container states every field, in the engine's spelling", () => {
  const { labels, ...rest } = inputs("api");
  expect(rest).toEqual({
    name: "sutazai-dev-api",
    image: "sha256:image-web",
    hostname: "api",
    command: ["serve", "--port", "8080"],
    envs: ["LOG_LEVEL=info", "SUTAZAI_ENV=dev", "TZ=UTC"],
    user: "1000:1000",
    memory: 512,
    memorySwap: 512,
    memoryReservation: 128,
    cpus: "0.5",
    readOnly: true,
    privileged: false,
    securityOpts: ["no-new-privileges:true"],
    capabilities: { drops: ["ALL"] },
    tmpfs: { "/tmp": "rw,noexec,nosuid,nodev,size=100m,mode=1777" },
    mounts: [],
    networkMode: "bridge",
    networksAdvanced: ["database", "backend", "access"].map((key) => ({ name: `sutazai-dev-net-${key}`, aliases: ["api"] })),
    ports: [],
    healthcheck: { tests: ["CMD-SHELL", "true"], interval: "10s", timeout: "5s", startPeriod: "30s", retries: 5 },
    ulimits: [{ name: "nofile", soft: 10, hard: 20 }],
    restart: "unless-stopped",
    logDriver: "json-file",
    logOpts: { "max-file": "3", "max-size": "10m" },
    ipcMode: "private",
    shmSize: 64,
    init: false,
    stopTimeout: 10,
    destroyGraceSeconds: 10,
    removeVolumes: false,
    mustRun: true,
    start: true,
    wait: false,
  });
  expect(labels).toEqual([
    { label: "sutazai.checkout", value: "c0ffee00" },
    { label: "sutazai.managed-by", value: "sutazai" },
    { label: "sutazai.owner", value: "platform" },
    { label: "sutazai.profile", value: "default" },
    { label: "sutazai.service", value: "api" },
    { label: "sutazai.stack", value: "dev" },
    { label: "sutazai.talks-to", value: "store" },
    { label: "sutazai.tier", value: "1" },
  ]);
});

test("a database gets its capabilities, its time to stop, its data and its files", () => {
  const { capabilities, stopTimeout, destroyGraceSeconds, mounts, ports, user } = inputs("store");
  expect({ capabilities, stopTimeout, destroyGraceSeconds, mounts, ports, user }).toEqual({
    capabilities: { drops: ["ALL"], adds: ["CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_SETGID", "CAP_SETUID"] },
    stopTimeout: 60,
    destroyGraceSeconds: 60,
    mounts: [
      { type: "volume", source: "sutazai-dev-store-data", target: "/data", readOnly: false },
      { type: "volume", source: "sutazai-dev-files-store-run-secrets", target: "/run/secrets", readOnly: true },
    ],
    ports: [{ ip: "127.0.0.1", internal: 8080, external: 10050, protocol: "tcp" }],
    user: "999:998",
  });
});

test("only the access network lets packets out here, and its members do not meet", () => {
  expect(of("docker:index/network:Network").map(({ inputs: n }) => [n.name, n.ipamConfigs, n.options, n.internal])).toEqual(
    [["access", 5, "true", "false"], ["backend", 2, "false", "true"], ["database", 3, "false", "true"]].map(([key, i, out, mutual]) => [
      `sutazai-dev-net-${key}`,
      [{ subnet: `172.20.${i}.0/24`, gateway: `172.20.${i}.1` }],
      { "com.docker.network.bridge.enable_ip_masquerade": out, "com.docker.network.bridge.enable_icc": mutual },
      false,
    ]),
  );
});

test("a gate belongs to one container's id and its limit of processes; files to their digest, image and volumes", () => {
  expect(of("command:local:Command").map(({ name, inputs: c }) => [name, c.create, name.endsWith("gate") ? c.triggers : (c.triggers as unknown[]).slice(1)])).toEqual([
    ["api-gate", ":", ["pids limit 256", "id-of-api"]],
    ["store-files", ":", ["sha256:image-web", "id-of-files-store-run-secrets", "sutazai-dev-store-data"]],
    ["store-gate", ":", ["pids limit 256", "id-of-store"]],
  ]);
});

test("an image is built from the context that was asked for, under its content's tag", () => {
  const [image] = of("docker:index/remoteImage:RemoteImage");
  const { name, build, triggers, keepLocally } = image!.inputs as { name: string; build: { context: string }; triggers: { hash: string }; keepLocally: boolean };
  expect({ name, context: build.context, triggers, keepLocally }).toEqual({ name: plan.images[0]!.tag, context: "/contexts/web", triggers: { hash: plan.images[0]!.hash }, keepLocally: true });
});

test("no secret is an input of anything", () => expect(registered.filter((r) => JSON.stringify(r.inputs).includes(SECRET))).toEqual([]));

describe("options", () => {
  test("of a container", () => {
    expect(containerOptions()).toEqual({
      deleteBeforeReplace: true,
      replaceOnChanges: ["healthcheck", "tmpfs", "init", "cpuPeriod", "cpuQuota"],
      ignoreChanges: [],
      customTimeouts: { create: "5m", delete: "5m" },
    });
  });
});
