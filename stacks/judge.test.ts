import { expect, test } from "@jest/globals";
import { CORE } from "../bench/core.ts";
import { PROFILES } from "../infra/classes.ts";
import { catalogue } from "../infra/catalogue/index.ts";
import { planStack } from "../infra/plan.ts";
import { parseSettings } from "../infra/stack-settings.ts";
import { aService, attempt, HOST, settingsText } from "../tests/unit/fixtures.ts";
import { judgePlan, violations } from "./judge.ts";

const plan = () => attempt({ services: [aService("one")] });

/** The whole catalogue, or a part of it and what it needs, with a host that is large enough. */
function platform(environment: string, source: "lab" | "registry", only: readonly string[] = []) {
  const { settings } = parseSettings("dev", [{ path: "Pulumi.dev.yaml", text: settingsText().replace("environment: dev", `environment: ${environment}`) }]);
  const host = { ...HOST, source, memory: 128 * 1024, files: { get: () => "text", has: () => true } as unknown as ReadonlyMap<string, string> };
  return planStack({ stack: "dev", catalogue, settings: { ...settings!, profiles: [...PROFILES], only: [...only] }, host });
}

test("a plan of the catalogue's classes violates nothing", async () => {
  expect(await violations(plan(), { host: { memory: 1024, cpus: 2 } })).toEqual([]);
});

test.each([["dev", "lab"], ["prod", "registry"]] as const)("the whole catalogue in %s from %s breaks no rule but by its exemptions", async (environment, source) => {
  const judged = await judgePlan(platform(environment, source));
  expect(judged.filter((j) => j.exemption === undefined).map((j) => j.message)).toEqual([]);
  expect([...new Set(judged.map((j) => `${j.message.slice(0, j.message.indexOf(":"))} ${j.rule.name} ${j.exemption!.expires}`))]).toEqual([
    "engine-proxy no-engine-socket 2027-11-30",
    "node-exporter no-engine-socket 2027-11-30",
    "cadvisor no-host-paths 2027-11-30",
    "node-exporter no-host-paths 2027-11-30",
    "jax single-writer 2027-11-30",
    "pytorch single-writer 2027-11-30",
    "tensorflow single-writer 2027-11-30",
  ]);
});

test.each([[["faiss", "qdrant", "postgres-exporter"]], [CORE]])("a part of the catalogue, %j, breaks no rule: who asks a store may be left out", async (only) => {
  const judged = await judgePlan(platform("dev", "lab", only));
  expect(judged.filter((j) => j.exemption === undefined).map((j) => j.message)).toEqual([]);
});

test("a port that is bound to every address passes only by an exemption", async () => {
  const port = { host: 10000, container: 80, public: "people open it in their browsers" };
  const exemption = { rule: "loopback-ports", reason: "people open it in their browsers", owner: "platform", expires: "9999-12-31" };
  const open = (more: object) => attempt({ settings: ["sutazai:publicBind: 0.0.0.0"], services: [aService("one", { ports: [port], ...more })] });
  const message = 'one: must publish its ports on the loopback address; got ports[0].ip "0.0.0.0"; fix: set ports[0].ip: "127.0.0.1"';
  expect(await violations(open({}))).toEqual([`[loopback-ports] ${message}`]);
  expect(await violations(open({ exemptions: [exemption] }))).toEqual([]);
  expect((await judgePlan(open({ exemptions: [exemption] }))).map(({ rule, ...rest }) => ({ rule: rule.name, ...rest }))).toEqual([{ rule: "loopback-ports", level: "mandatory", message, exemption }]);
});

test("each violation comes before anything is registered, with service, rule, got and fix", async () => {
  const good = plan();
  const bad = { ...good, services: good.services.map((s) => ({ ...s, user: "0:0" })), images: good.images.map((i) => ({ ...i, tag: "sutazai/web:latest" })) };
  expect(await violations(bad)).toEqual([
    '[non-root-user] one: must run as a numeric user other than root; got user "0:0"; fix: set user: "1000:1000"',
    '[pinned-versions] sutazai/web:latest: must name its image by a fixed tag or a sha256 digest; got name "sutazai/web:latest" (the tag latest moves); fix: set name: "sutazai/web:<version>"',
  ]);
});

test("what is advice in an environment refuses nothing there", async () => {
  const busy = (environment: string) => attempt({ settings: settingsText().replace("environment: dev", `environment: ${environment}`), services: [aService("one", { health: { class: "infra", interval: "1s", check: { shell: "true" } } })] });
  const host = { memory: 1024, cpus: 0.1 };
  expect([await violations(busy("dev"), { host }), (await violations(busy("prod"), { host })).length]).toEqual([[], 1]);
  expect((await judgePlan(busy("dev"), { host })).map(({ rule, level }) => [rule.name, level])).toEqual([["probe-budget", "advisory"]]);
});
