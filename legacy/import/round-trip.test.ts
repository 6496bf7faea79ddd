/** In and out again: what our export says is what import reads, and what a file says is what its import exports. */
import { expect, test } from "@jest/globals";
import { existsSync } from "node:fs";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import { catalogue } from "../../infra/catalogue/index.ts";
import { PROFILES } from "../../infra/classes.ts";
import { composeDocument, composeText, imageOf } from "../../infra/compose/export.ts";
import { IMAGES } from "../../infra/images.ts";
import type { PlannedService, StackPlan } from "../../infra/plan-types.ts";
import { planStack } from "../../infra/plan.ts";
import { parseSettings } from "../../infra/stack-settings.ts";
import { HOST } from "../../tests/unit/fixtures.ts";
import { importCompose, type Imported } from "./import.ts";
import { aModel, spelled, type Model } from "./round-trip.testing.ts";
import { catalogueName } from "./words.ts";

const HUGE = { ...HOST, cpus: 1024, memory: 1024 * 1024 };
const SUBNETS = "  sutazai:subnets: {frontend: 172.20.1.0/24, backend: 172.20.2.0/24, database: 172.20.3.0/24, monitoring: 172.20.4.0/24, access: 172.20.5.0/24}\n";

function settings(sizes: Imported["sizes"] = {}) {
  const rows = Object.entries(sizes).map(([name, size]) => `    ${name}: ${JSON.stringify(size)}\n`);
  const text = `config:\n  sutazai:environment: prod\n  sutazai:profiles: [${PROFILES.join(", ")}]\n${SUBNETS}${rows.length > 0 ? `  sutazai:services:\n${rows.join("")}` : ""}`;
  const { settings: read, problems } = parseSettings("prod", [{ path: "Pulumi.prod.yaml", text }]);
  expect(problems).toEqual([]);
  return read!;
}

function imported(text: string): Imported {
  const result = importCompose({ files: ["/c.yml"], environment: [{}], profiles: ["*"], read: () => text }, { tier: 6, root: "/" });
  expect(result.problems).toEqual([]);
  return result.imported!;
}

const planOf = ({ services, sizes, images }: Pick<Imported, "services" | "sizes" | "images">): StackPlan =>
  planStack({ stack: "prod", catalogue: services, settings: settings(sizes), host: { ...HUGE, source: "registry" }, images: [...IMAGES, ...images] });

/** Whoever has it is root: import leaves it out, and says so. */
const SOCKET = "/var/run/docker.sock";

/** What a plan's service says of a container that a compose file can say too and the catalogue knows. */
function essence(s: PlannedService, plan: StackPlan, volume: (name: string) => string) {
  return {
    name: s.name, image: imageOf(plan, s), entrypoint: s.entrypoint, command: s.command, env: s.env, user: s.user, cpus: s.cpus, memory: s.memory,
    capabilities: s.capabilities, tmpfs: s.tmpfs, hostMounts: s.hostMounts.filter((m) => m.source !== SOCKET).map(({ source, target }) => ({ source, target })), ports: s.ports.map(({ label: _, ...port }) => port),
    networks: s.networks, dependsOn: s.dependsOn, test: s.health.test, times: [s.health.interval, s.health.timeout, s.health.retries, s.health.startPeriod],
    logs: s.logs, stopGrace: s.stopGrace, ulimits: s.ulimits,
    volumes: [...s.volumes.map((v) => ({ ...v, volume: volume(v.volume) })), ...s.fileSets.map((set) => ({ volume: volume(set.volume), target: set.directory, readOnly: true }))],
  };
}

/** Keys that an export of ours has and the catalogue has no word for; all else comes back. */
const STATED = ["container_name", "deploy.resources.limits", "group_add", "healthcheck.start_interval", "image", "labels", "mem_reservation", "memswap_limit", "name", "pids_limit", "pull_policy", "shm_size", "tmpfs", "volumes"];

/** The plan of what comes back, compared with the plan that went out; names of volumes as the import gives them. */
function expectBack(plan: StackPlan): Imported {
  const back = imported(composeText(plan));
  const again = planOf(back);
  const there = (name: string) => catalogueName(name);
  const here = (name: string) => name.replace(/^sutazai-/, "");
  expect(again.services.map((s) => essence(s, again, here)).sort(byName)).toEqual(plan.services.map((s) => essence(s, plan, there)).sort(byName));
  expect(back.losses.flatMap(({ key, service }) => (service === "" ? [] : [key])).filter((key) => !STATED.includes(key))).toEqual([]);
  return back;
}

const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);

test.each(["lab", "registry"] as const)("our whole catalogue in all profiles, images from %s: every service comes back, and only what is stated is lost", (source) => {
  const plan = planStack({ stack: "prod", catalogue, settings: settings(), host: { ...HUGE, source }, fileExists: (file) => existsSync(new URL(`../../${file}`, import.meta.url)) });
  expect(plan.services.length).toBe(catalogue.length);
  const { losses } = expectBack(plan);
  // Besides the socket, the mounts that changed are volumes whose names are too long.
  expect(losses.flatMap((l) => (l.key === "volumes" && !/lower-case words/.test(l.why) ? [[l.service, l.value]] : []))).toEqual([["engine-proxy", SOCKET]]);
  expect(losses.filter((l) => l.key === "tmpfs" && l.value !== "/tmp" && !/rw,noexec/.test(l.why))).toEqual([]);
});

const models = fc.integer({ min: 1, max: 5 }).chain((count) => fc.tuple(...Array.from({ length: count }, (_, i) => aModel(i))));

test("any catalogue: its export, read again, plans the same containers", () => {
  fc.assert(fc.property(models, (all) => void expectBack(planOf(imported(stringify(fileOf(all, 0)))))), { numRuns: 20 });
});

test("any file in any spelling: what its import exports is its normal form", () => {
  fc.assert(
    fc.property(models, fc.nat(), (all, seed) => {
      const back = imported(stringify(fileOf(all, seed)));
      const { services } = parse(composeText(planOf(back))) as { services: Record<string, Record<string, unknown>> };
      expect(Object.keys(services).sort()).toEqual(all.map((m) => m.name).sort());
      for (const model of all) expect(normal(services[model.name]!, model)).toEqual(model.normal);
      expect(back.losses.filter((l) => l.kind === "lost" || l.kind === "open")).toEqual([]);
    }),
    { numRuns: 40 },
  );
});

test("a second way through changes nothing more", () => {
  fc.assert(
    fc.property(models, (all) => {
      const once = planOf(imported(stringify(fileOf(all, 1))));
      const rename = (name: string) => name.replace(/^sutazai-/, "");
      const text = composeText(once, { rename });
      const twice = planOf(imported(text.replaceAll(/\bsutazai-(v\d+)/g, "$1")));
      expect(composeDocument(twice)).toEqual(composeDocument(once));
    }),
    { numRuns: 15 },
  );
});

/** The models as one compose file; `seed` chooses among the spellings of each key. */
const fileOf = (all: readonly Model[], seed: number) => ({ services: Object.fromEntries(all.map((m, i) => [m.name, spelled(m, seed + i)])), networks: Object.fromEntries([...new Set(all.flatMap((m) => Object.keys(m.normal.networks)))].map((n) => [n, {}])) });

/** The exported service by the keys of the model; what every service is given is left out. */
function normal(service: Record<string, unknown>, model: Model): Record<string, unknown> {
  const { SUTAZAI_ENV: _env, TZ: _tz, ...environment } = service.environment as Record<string, string>;
  const volumes = (service.volumes as { source: string }[]).map((v) => ({ ...v, source: v.source.replace(/^sutazai-/, "") }));
  const all: Record<string, unknown> = { ...service, environment, volumes, tmpfs: (service.tmpfs as string[]).slice(1), cap_add: [...((service.cap_add as string[] | undefined) ?? [])] };
  return Object.fromEntries(Object.keys(model.normal).map((key) => [key, all[key]]));
}
