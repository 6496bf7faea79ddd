/** What runs of a plan: one list of the engine's containers, an inspect of each, and a check of those that the engine has not asked yet. */
import type Docker from "dockerode";
import { checkOnce, type ExecResult } from "../engine/check.ts";
import { engineMessage, orAbsent } from "../engine/client.ts";
import { isOurs, LABELS, madeBy } from "../infra/names.ts";
import type { PlannedService, StackPlan } from "../infra/plan-types.ts";
import { byDigest } from "../infra/references.ts";

export type RunState = "running" | "exited" | "created" | "restarting" | "paused" | "missing";
export type Health = "healthy" | "unhealthy" | "starting" | "none";

export interface ServiceState {
  readonly name: string;
  readonly tier: number;
  readonly profile: string;
  readonly state: RunState;
  readonly health: Health;
  /** `probe`: the engine still calls it starting, but its own check passes. */
  readonly healthSource: "engine" | "probe";
  /** False for a stand-in. */
  readonly real: boolean;
  /** What the stand-in stands for. */
  readonly standIn?: string;
  /** What this build of the real software cannot do. */
  readonly limit?: string;
  /** Tag of the image that runs; of the planned one when nothing runs. */
  readonly image: string;
  /** `127.0.0.1:30010->8000`. */
  readonly ports: readonly string[];
  /** Empty when it never started. */
  readonly startedAt: string;
  readonly restarts: number;
  /** Why it is not healthy; empty when it is. */
  readonly detail: string;
}

/** A container of the stack that no planned service has. */
export interface ExtraContainer {
  readonly container: string;
  /** The service that its label names, if any. */
  readonly service: string;
  readonly state: string;
  /** Who made it, in words; empty for this checkout. */
  readonly owner: string;
}

export interface Observation {
  /** In the plan's order. */
  readonly services: readonly ServiceState[];
  readonly extra: readonly ExtraContainer[];
}

export interface Summary {
  readonly expected: number;
  readonly healthy: number;
  /** There, but not running and healthy. */
  readonly unhealthy: number;
  readonly missing: number;
  readonly standIns: number;
}

/** What observing needs of the engine. */
export type ObservedEngine = Pick<Docker, "listContainers" | "listImages" | "getContainer">;
type Inspected = Docker.ContainerInspectInfo;
type Check = (container: Docker.Container, test: readonly string[], seconds: number) => Promise<ExecResult>;

/** @throws the client's error when the engine does not answer. */
export async function observe(plan: StackPlan, docker: ObservedEngine, check: Check = checkOnce): Promise<Observation> {
  const [all, images] = await Promise.all([docker.listContainers({ all: true }), docker.listImages()]);
  const ours = all.filter((c) => isOurs(c.Labels, plan));
  const tags = new Map(images.map((i) => [i.Id, [...(i.RepoTags ?? []), ...(i.RepoDigests ?? [])]]));
  const picked = plan.services.map((service) => {
    const own = pick(service, ours);
    return { service, id: own?.Id, holder: own ? undefined : all.find((c) => c.Names.includes(`/${service.container}`)) };
  });
  const taken = new Set(picked.map((p) => p.id ?? p.holder?.Id));
  const services = picked.map(async ({ service, id, holder }) => (id === undefined ? missing(plan, service, holder) : stateOf(plan, service, docker.getContainer(id), tags, check)));
  const extra = all
    .filter((c) => c.Labels[LABELS.stack] === plan.stack && !taken.has(c.Id))
    .map((c) => ({ container: nameOf(c), service: c.Labels[LABELS.service] ?? "", state: c.State, owner: isOurs(c.Labels, plan) ? "" : madeBy(c.Labels) }))
    .sort((a, b) => a.container.localeCompare(b.container));
  return { services: await Promise.all(services), extra };
}

/** What was seen of these services; of all when none is named. */
export function among(seen: Observation, only: readonly string[]): Observation {
  return only.length === 0 ? seen : { services: seen.services.filter((s) => only.includes(s.name)), extra: [] };
}

/** Counts; `expected` is the sum of healthy, unhealthy and missing. */
export function summarise(states: readonly ServiceState[]): Summary {
  const healthy = states.filter(isHealthy).length;
  const missing = states.filter((s) => s.state === "missing").length;
  return { expected: states.length, healthy, unhealthy: states.length - healthy - missing, missing, standIns: states.filter((s) => !s.real).length };
}

/** Running, and its check passes. */
export const isHealthy = (s: Pick<ServiceState, "state" | "health">) => s.state === "running" && s.health === "healthy";

/** The container of that very name, else one with the service's label. */
function pick(service: PlannedService, containers: readonly Docker.ContainerInfo[]): Docker.ContainerInfo | undefined {
  const labelled = containers.filter((c) => c.Labels[LABELS.service] === service.name);
  return labelled.find((c) => c.Names.includes(`/${service.container}`)) ?? labelled[0];
}

/** The tag or reference that the plan gives a service's image. */
export function plannedImage(plan: Pick<StackPlan, "images">, service: PlannedService): string {
  const { image } = service;
  return "upstream" in image ? image.pull : (plan.images.find((i) => i.name === image.built)?.tag ?? image.built);
}

function identity(s: PlannedService) {
  return { name: s.name, tier: s.tier, profile: s.profile, real: s.standIn === undefined, ...(s.standIn ? { standIn: s.standIn } : {}), ...(s.labLimit ? { limit: s.labLimit } : {}) };
}

const nameOf = (c: Docker.ContainerInfo) => c.Names[0]?.slice(1) ?? c.Id.slice(0, 12);

/** @param holder what has its container's name without being ours */
function missing(plan: StackPlan, service: PlannedService, holder?: Docker.ContainerInfo): ServiceState {
  const nothing = { state: "missing", health: "none", healthSource: "engine", ports: [], startedAt: "", restarts: 0 } as const;
  return { ...identity(service), ...nothing, image: plannedImage(plan, service), detail: holder ? `container ${service.container} (${holder.State}) is ${madeBy(holder.Labels)}: up refuses to touch it` : `no container: ./sutazai up --stack ${plan.stack} makes it` };
}

async function stateOf(plan: StackPlan, service: PlannedService, container: Docker.Container, tags: ReadonlyMap<string, readonly string[]>, check: Check): Promise<ServiceState> {
  const inspected: Inspected | undefined = await orAbsent(container.inspect());
  if (inspected === undefined) return missing(plan, service);
  const state = runState(inspected.State.Status);
  const told = (inspected.State.Health?.Status ?? "none") as Health;
  const probed = state === "running" && told === "starting" ? await probe(container, service, check) : undefined;
  const health = state === "running" || state === "paused" ? (probed?.health ?? told) : "none";
  const planned = plannedImage(plan, service);
  const known = tags.get(inspected.Image) ?? [];
  return {
    ...identity(service),
    state,
    health,
    healthSource: probed?.health === "healthy" ? "probe" : "engine",
    image: known.includes(byDigest(planned)) ? planned : (known[0] ?? inspected.Image.replace("sha256:", "").slice(0, 12)),
    ports: portWords(inspected.NetworkSettings.Ports),
    startedAt: inspected.State.StartedAt.startsWith("0001-") ? "" : inspected.State.StartedAt,
    restarts: inspected.RestartCount,
    detail: isHealthy({ state, health }) ? "" : whyNot(inspected, state, health, probed?.detail ?? ""),
  };
}

async function probe(container: Docker.Container, service: PlannedService, check: Check): Promise<{ health: Health; detail: string }> {
  const limit = service.health.timeout;
  try {
    const { exit, ended, output } = await check(container, service.health.test, limit);
    if (!ended) return { health: "starting", detail: `its check did not end within ${limit} s` };
    return exit === 0 ? { health: "healthy", detail: "" } : { health: "starting", detail: `its check: exit ${exit}${said(output)}` };
  } catch (error) {
    return { health: "starting", detail: `its check cannot run: ${engineMessage(error)}` };
  }
}

function runState(status: string): RunState {
  return status === "running" || status === "created" || status === "restarting" || status === "paused" ? status : "exited";
}

function whyNot({ State: state, RestartCount: restarts }: Inspected, now: RunState, health: Health, probed: string): string {
  const memory = state.OOMKilled ? " (out of memory)" : "";
  const last = state.Health?.Log?.at(-1);
  switch (now) {
    case "exited":
      return `exit code ${state.ExitCode}${memory}${state.Error ? `: ${state.Error}` : ""}`;
    case "restarting":
      return `died ${restarts} times, last with exit code ${state.ExitCode}${memory}`;
    case "created":
      return `never started${state.Error ? `: ${state.Error}` : ""}`;
    case "paused":
      return "paused by hand: docker unpause";
    default:
      if (probed) return probed;
      return health === "none" ? "its container has no health check" : `its check: exit ${last?.ExitCode ?? "?"}${said(last?.Output ?? "")}`;
  }
}

/** The first line of an output, short. */
function said(output: string): string {
  const line = output.trim().split("\n")[0]!.trim();
  return line === "" ? "" : `: ${line.slice(0, 160)}`;
}

function portWords(ports: Readonly<Record<string, readonly { HostIp: string; HostPort: string }[] | null>>): string[] {
  return Object.entries(ports ?? {})
    .flatMap(([inside, bindings]) => (bindings ?? []).map((b) => ({ order: Number(b.HostPort), word: `${b.HostIp}:${b.HostPort}->${inside.replace("/tcp", "")}` })))
    .sort((a, b) => a.order - b.order || a.word.localeCompare(b.word))
    .map((p) => p.word);
}
