import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { aService, attempt, HOST } from "../tests/unit/fixtures.ts";
import { catalogue } from "./catalogue/index.ts";
import { IMAGES } from "./images.ts";
import { planImages, planStack } from "./plan.ts";
import { planText } from "./plan-text.ts";
import type { HostFacts, StackPlan } from "./plan-types.ts";
import { STAND_IN } from "./stand-in.ts";
import { parseSettings } from "./stack-settings.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const inRoot = (path: string) => join(ROOT, path);

/** Big enough for prod; build contexts and mounted files are named instead of read, so that a golden file shows decisions only. */
const host: HostFacts = {
  ...HOST,
  cpus: 64,
  memory: 256 * 1024,
  contexts: new Map(IMAGES.map((i) => [i.name, `context of ${i.name}`])),
  files: new Map(catalogue.flatMap((s) => (s.files ?? []).flatMap((f) => (f.source ? [[f.source, `text of ${f.source}`] as const] : [])))),
};

function planOf(stack: string, facts: HostFacts = host): StackPlan {
  const path = `Pulumi.${stack}.yaml`;
  const { settings, problems } = parseSettings(stack, [{ path, text: readFileSync(inRoot(path), "utf8") }]);
  expect(problems).toEqual([]);
  return planStack({ stack, catalogue, settings: settings!, host: facts, fileExists: (file) => existsSync(inRoot(file)) });
}

describe("the plan of each environment, in words", () => {
  test.each(["dev", "staging", "prod"])("%s is as in tests/golden (UPDATE_GOLDEN=1 renews it)", (stack) => {
    const text = planText(planOf(stack));
    const golden = inRoot(`tests/golden/${stack}.txt`);
    if (process.env.UPDATE_GOLDEN === "1") writeFileSync(golden, text);
    expect(text).toBe(readFileSync(golden, "utf8"));
  });

  test("registry images replace lab images and nothing else of a service", () => {
    const lab = planOf("prod");
    const registry = planOf("prod", { ...host, source: "registry" });
    // A stand-in of the lab has no metrics: Prometheus is told so. The general one is started and asked in its own way.
    const general = new Set(lab.services.flatMap((s) => ("built" in s.image && s.image.built === STAND_IN ? [s.name] : [])));
    expect(general).toEqual(new Set(["dify", "grafana"]));
    const strip = (plan: StackPlan) =>
      plan.services.map(({ image: _image, standIn: _standIn, labLimit: _limit, labels, fileSets, health: { check, test, ...health }, ...s }) => ({ ...s, health: general.has(s.name) ? health : { check, test, ...health }, fileSets: s.name === "prometheus" ? [] : fileSets, labels: { ...labels, "sutazai.stand-in": "" } }));
    expect(strip(registry)).toEqual(strip(lab));
    expect(registry.services.filter((s) => "upstream" in s.image && (s.standIn ?? s.labLimit))).toEqual([]);
    expect(registry.services.find((s) => s.name === "redis")!.image).toEqual({ upstream: "redis:7.2.5-bookworm", pull: "redis:7.2.5-bookworm" });
  });
});

test("the tag of each lab image names the version that its Dockerfile says is in it", () => {
  const said = ({ context }: (typeof IMAGES)[number]) => /sutazai\.version="([^"]+)"/.exec(readFileSync(inRoot(`${context}/Dockerfile`), "utf8"))?.[1];
  expect(IMAGES.filter((i) => i.kind === "lab").map((i) => `${i.name} ${i.version}`)).toEqual(IMAGES.filter((i) => i.kind === "lab").map((i) => `${i.name} ${said(i)}`));
});

describe("what must hold of every environment", () => {
  const plans = ["dev", "staging", "prod"].map((stack) => planOf(stack));
  const services = plans.flatMap((plan) => plan.services.map((s) => ({ ...s, stack: plan.stack })));
  const names = (found: readonly { stack: string; name: string }[]) => found.map((s) => `${s.stack}/${s.name}`);

  test("no name, no host port and no network occurs twice on an engine that has all of them", () => {
    const all = [
      ...services.map((s) => s.container),
      ...plans.flatMap((p) => [...p.volumes, ...p.networks.flatMap((n) => [n.name, n.subnet])]),
      ...services.flatMap((s) => [...s.fileSets.map((f) => f.volume), ...s.ports.map((p) => `port ${p.external}/${p.protocol}`)]),
    ];
    expect(all.filter((one, i) => all.indexOf(one) !== i)).toEqual([]);
    const files = new Set(services.flatMap((s) => s.fileSets.map((f) => f.volume)));
    expect(all.filter((one) => one.length > (files.has(one) ? 128 : 63))).toEqual([]);
  });
  test("nobody is root, everybody has limits", () => {
    expect(names(services.filter((s) => /^0:|^root/.test(s.user) || !(s.cpus > 0) || !(s.memory >= 6) || !(s.pids > 0) || s.reservation > s.memory))).toEqual([]);
  });
  test("no secret is in the environment or in a command", () => {
    expect(names(services.filter((s) => JSON.stringify([s.env, s.command, s.entrypoint, s.health.test, s.labels]).includes("{{secret:")))).toEqual([]);
  });
  test("only declared ports leave the loopback address", () => {
    const open = services.flatMap((s) => s.ports.filter((p) => p.ip !== "127.0.0.1").map((p) => `${s.stack}/${s.name} ${p.external}`));
    expect(open).toEqual([]);
  });
  test("every service starts after what it needs", () => {
    for (const plan of plans) plan.services.forEach((s, i) => expect(plan.services.slice(0, i).map((b) => b.name)).toEqual(expect.arrayContaining([...s.dependsOn])));
  });
});

describe("properties", () => {
  const shuffled = fc.shuffledSubarray([...catalogue], { minLength: catalogue.length, maxLength: catalogue.length });
  test("the plan does not depend on the catalogue's order", () => {
    const settings = parseSettings("dev", [{ path: "Pulumi.dev.yaml", text: readFileSync(inRoot("Pulumi.dev.yaml"), "utf8") }]).settings!;
    const wanted = planOf("dev");
    fc.assert(fc.property(shuffled, (entries) => expect(planStack({ stack: "dev", catalogue: entries, settings, host })).toEqual(wanted)), { numRuns: 25 });
  });
});

describe("images", () => {
  const tags = (facts: Partial<HostFacts>) => new Map(planImages(["backend", "frontend", "lab-redis"], IMAGES, { ...host, ...facts }).map((i) => [i.name, i.tag]));
  const changed = (facts: Partial<HostFacts>) => {
    const before = tags({});
    return [...tags(facts)].flatMap(([name, tag]) => (before.get(name) === tag ? [] : [name])).sort();
  };
  test("parents come first", () => expect([...tags({}).keys()]).toEqual(["lab-debian", "lab-python", "python-agent-base", "ai-base", "backend", "frontend", "lab-redis"]));
  test("a changed context rebuilds that image and everything above it, and nothing else", () => {
    expect(changed({ contexts: new Map([...host.contexts, ["ai-base", "edited"]]) })).toEqual(["ai-base", "backend"]);
    expect(changed({ contexts: new Map([...host.contexts, ["lab-redis", "edited"]]) })).toEqual(["lab-redis"]);
  });
  test("another certificate of the host rebuilds all", () => expect(changed({ certificates: "new" })).toHaveLength(7));
});

test("the stack's settings reach the services that they are meant for", () => {
  const services = [aService("one", { env: { LOG_LEVEL: "info" }, ports: [{ host: 10001, container: 80 }, { host: 10002, container: 81, public: "the way in for people" }] }), aService("two")];
  const settings = ["sutazai:env: {LOG_LEVEL: debug}", "sutazai:services: {two: {env: {X: '1'}, cpus: 2, memory: 64 MB}}", "sutazai:portOffset: 500", "sutazai:publicBind: 192.0.2.1"];
  const [one, two] = attempt({ services, settings }).services;
  expect({ one: one!.env, two: two!.env, cpus: two!.cpus, memory: two!.memory, reservation: two!.reservation, ports: one!.ports.map((p) => `${p.ip}:${p.external}`) }).toEqual({
    one: ["LOG_LEVEL=debug", "SUTAZAI_ENV=dev", "TZ=UTC"],
    two: ["SUTAZAI_ENV=dev", "TZ=UTC", "X=1"],
    cpus: 2,
    memory: 64,
    reservation: 64,
    ports: ["127.0.0.1:10501", "192.0.2.1:10502"],
  });
});

test("who mounts the engine's socket gets the one of this engine, with its group", () => {
  const hostMounts = ["/var/run/docker.sock", "/srv/data"].map((source) => ({ source, target: source, reason: "asks the engine for others" }));
  const [one] = attempt({ services: [aService("one", { hostMounts, engineGroup: true })], host: { engineSocket: "/run/user/1000/docker.sock", engineGroup: 1000 } }).services;
  expect([one!.hostMounts.map(({ source, target }) => [source, target]), one!.groups]).toEqual([[["/run/user/1000/docker.sock", "/var/run/docker.sock"], ["/srv/data", "/srv/data"]], ["1000"]]);
});

test("only the networks that a chosen service is on are made; one with a way out joins access", () => {
  const plan = attempt({ services: [aService("one", { outside: "fetches models from the company" }), aService("gpu", { profiles: ["ml-heavy"], networks: ["monitoring"] })] });
  expect(plan.networks).toEqual([
    { key: "access", name: "sutazai-dev-net-access", subnet: "172.20.5.0/24", outside: true, mutual: false },
    { key: "backend", name: "sutazai-dev-net-backend", subnet: "172.20.2.0/24", outside: false, mutual: true },
  ]);
});
