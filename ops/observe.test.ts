import { expect, test } from "@jest/globals";
import type { ExecResult } from "../engine/check.ts";
import { ownerLabels } from "../infra/names.ts";
import { observe, plannedImage, summarise, type ObservedEngine } from "./observe.ts";
import { smallPlan, state } from "./testing.ts";

interface Fake {
  readonly name: string;
  readonly service?: string;
  readonly state?: object;
  readonly restarts?: number;
  readonly image?: string;
  readonly ports?: object;
  /** Default: those of the plan's stack and checkout. */
  readonly owner?: Readonly<Record<string, string>>;
  /** Gone between the list and the inspect. */
  readonly gone?: boolean;
}

const plan = smallPlan();
const TAG = plannedImage(plan, plan.services[0]!);
const RUNNING = { Status: "running", ExitCode: 0, Error: "", OOMKilled: false, StartedAt: "2026-01-01T00:00:00Z", Health: { Status: "healthy", Log: [] } };

function engineOf(fakes: readonly Fake[], asked: unknown[] = []): ObservedEngine {
  const fake = {
    listContainers: async (options: unknown) => {
      asked.push(options);
      return fakes.map((f) => ({ Id: f.name, Names: [`/${f.name}`], Labels: { ...(f.owner ?? ownerLabels(plan)), ...(f.service ? { "sutazai.service": f.service } : {}) }, State: "running" }));
    },
    listImages: async () => [{ Id: "sha256:own", RepoTags: [TAG] }, { Id: "sha256:other", RepoTags: ["other:1"] }, { Id: "sha256:untagged" }],
    getContainer: (id: string) => ({
      inspect: async () => {
        const f = fakes.find((c) => c.name === id)!;
        if (f.gone) throw Object.assign(new Error("no such container"), { statusCode: 404 });
        return { Image: f.image ?? "sha256:own", State: { ...RUNNING, ...f.state }, RestartCount: f.restarts ?? 0, NetworkSettings: { Ports: f.ports ?? {} } };
      },
    }),
  };
  return fake as unknown as ObservedEngine;
}

const noCheck = async (): Promise<ExecResult> => {
  throw new Error("must not be asked");
};

test("services come in the plan's order; what the engine calls healthy is not asked again", async () => {
  const asked: unknown[] = [];
  const ports = { "8080/tcp": [{ HostIp: "127.0.0.1", HostPort: "40050" }], "53/udp": [{ HostIp: "0.0.0.0", HostPort: "5300" }], "9/tcp": null };
  const seen = await observe(plan, engineOf([{ name: "sutazai-t1-store", service: "store", ports }, ...["queue", "page", "api"].map((s) => ({ name: `sutazai-t1-${s}`, service: s }))], asked), noCheck);
  expect(asked).toEqual([{ all: true }]);
  expect(seen.services.map((s) => s.name)).toEqual(plan.services.map((s) => s.name));
  expect(seen.services.find((s) => s.name === "store")).toEqual(state("store", { image: TAG, ports: ["0.0.0.0:5300->53/udp", "127.0.0.1:40050->8080"] }));
  expect(seen.extra).toEqual([]);
});

test.each([
  ["died", { Status: "exited", ExitCode: 137, OOMKilled: true }, { state: "exited", health: "none", detail: "exit code 137 (out of memory)" }],
  ["loops", { Status: "restarting", ExitCode: 1 }, { state: "restarting", health: "none", restarts: 3, detail: "died 3 times, last with exit code 1" }],
  ["never started", { Status: "created", StartedAt: "0001-01-01T00:00:00Z", Error: "port taken" }, { state: "created", health: "none", startedAt: "", detail: "never started: port taken" }],
  ["paused", { Status: "paused" }, { state: "paused", detail: "paused by hand: docker unpause" }],
  ["unhealthy", { Health: { Status: "unhealthy", Log: [{ ExitCode: 2, Output: "refused\nmore" }] } }, { health: "unhealthy", detail: "its check: exit 2: refused" }],
  ["without a check", { Health: undefined }, { health: "none", detail: "its container has no health check" }],
])("a service that %s says why", async (_, engineState, expected) => {
  const restarts = "restarts" in expected ? expected.restarts : 0;
  const seen = await observe(plan, engineOf([{ name: "sutazai-t1-store", service: "store", state: engineState, restarts }]), noCheck);
  expect(seen.services.find((s) => s.name === "store")).toEqual(state("store", { image: TAG, ...(expected as object) }));
});

test.each([
  ["passes", async () => ({ exit: 0, ended: true, output: "" }), { health: "healthy", healthSource: "probe", detail: "" }],
  ["fails", async () => ({ exit: 1, ended: true, output: "no answer\n" }), { health: "starting", detail: "its check: exit 1: no answer" }],
  ["hangs", async () => ({ exit: 1, ended: false, output: "" }), { health: "starting", detail: "its check did not end within 5 s" }],
  ["cannot run", noCheck, { health: "starting", detail: "its check cannot run: must not be asked" }],
])("a starting service is asked by its own check, which %s", async (_, check, expected) => {
  const tests: (readonly string[])[] = [];
  const seen = await observe(plan, engineOf([{ name: "sutazai-t1-store", service: "store", state: { Health: { Status: "starting", Log: [] } } }]), (_container, words) => (tests.push(words), check()));
  expect(tests).toEqual([["CMD-SHELL", "test -f /tmp/ready"]]);
  expect(seen.services.find((s) => s.name === "store")).toEqual(state("store", { image: TAG, ...(expected as object) }));
});

test("what is not there is missing, also when it goes while being looked at; what is not planned is extra", async () => {
  const fakes = [
    { name: "old-store", service: "store" },
    { name: "sutazai-t1-store", service: "store", image: "sha256:other" },
    { name: "sutazai-t1-queue", service: "queue", gone: true },
    { name: "helper" },
    { name: "sutazai-t1-removed", service: "removed" },
    { name: "sutazai-t1-api", service: "api", image: "sha256:0123456789abcdef" },
  ];
  const seen = await observe(plan, engineOf(fakes), noCheck);
  expect(seen.services.map((s) => [s.name, s.state, s.image])).toEqual([
    ["queue", "missing", TAG],
    ["store", "running", "other:1"],
    ["api", "running", "0123456789ab"],
    ["page", "missing", TAG],
  ]);
  expect(seen.extra).toEqual([
    { container: "helper", service: "", state: "running", owner: "" },
    { container: "old-store", service: "store", state: "running", owner: "" },
    { container: "sutazai-t1-removed", service: "removed", state: "running", owner: "" },
  ]);
});

test("what another checkout, another stack or a stranger made is not ours: it is told, and never counted or asked", async () => {
  const theirs = ownerLabels({ stack: "t1", checkout: "beef0000" });
  const fakes = [
    { name: "sutazai-t1-store", service: "store", owner: theirs },
    { name: "sutazai-t1-queue", owner: {} },
    { name: "sutazai-t1-intruder", service: "page", owner: theirs },
    { name: "sutazai-t2-api", service: "api", owner: ownerLabels({ stack: "t2", checkout: "c0ffee00" }) },
  ];
  const seen = await observe(plan, engineOf(fakes), noCheck);
  expect(summarise(seen.services)).toEqual({ expected: 4, healthy: 0, unhealthy: 0, missing: 4, standIns: 0 });
  expect(seen.services.map((s) => [s.name, s.detail])).toEqual([
    ["queue", "container sutazai-t1-queue (running) is not made by this project: up refuses to touch it"],
    ["store", "container sutazai-t1-store (running) is of stack t1, deployed by another checkout (id beef0000): up refuses to touch it"],
    ["api", "no container: ./sutazai up --stack t1 makes it"],
    ["page", "no container: ./sutazai up --stack t1 makes it"],
  ]);
  expect(seen.extra).toEqual([{ container: "sutazai-t1-intruder", service: "page", state: "running", owner: "of stack t1, deployed by another checkout (id beef0000)" }]);
});

test("expected is the sum of healthy, unhealthy and missing; a paused or starting service is not healthy", () => {
  const states = [
    state("a"),
    state("b", { healthSource: "probe", real: false }),
    state("c", { health: "starting" }),
    state("d", { state: "paused" }),
    state("e", { state: "missing", health: "none", real: false }),
    state("f", { state: "exited", health: "none" }),
  ];
  expect(summarise(states)).toEqual({ expected: 6, healthy: 2, unhealthy: 3, missing: 1, standIns: 2 });
  expect(summarise([])).toEqual({ expected: 0, healthy: 0, unhealthy: 0, missing: 0, standIns: 0 });
});
