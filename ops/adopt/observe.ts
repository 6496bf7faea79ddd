/** What runs under the names of services that the state does not know, and how it differs from the plan. Reads only. */
import { networkOptions, gatewayOf } from "../../infra/bridge.ts";
import { fileContents, filesDigest } from "../../engine/volume-files.ts";
import { checkOnce } from "../../engine/check.ts";
import { orAbsent } from "../../engine/client.ts";
import { isOurs } from "../../infra/names.ts";
import { imageOf } from "../../infra/compose/export.ts";
import type { PlannedService, StackPlan } from "../../infra/plan-types.ts";
import { DIGEST_KEY } from "../../infra/secret-values.ts";
import type Docker from "dockerode";
import type { Difference } from "../drift.ts";
import { fieldsOf } from "../record.ts";
import { differingFields, wantedFields, type Surroundings } from "./wanted.ts";

export interface Found {
  /** Container ids by service. */
  readonly containers: ReadonlyMap<string, string>;
  /** Ids by network name. */
  readonly networks: ReadonlyMap<string, string>;
  /** Ids by tag or reference. */
  readonly images: ReadonlyMap<string, string>;
  /** Why nothing can be adopted; empty when all can. */
  readonly differences: readonly Difference[];
}

/** @param secrets of the stack, with the key of its digests. */
export async function observeForAdoption(plan: StackPlan, services: readonly PlannedService[], secrets: Readonly<Record<string, string>>, docker: Docker): Promise<Found> {
  const differences: Difference[] = [];
  const differ = (service: string, field: string, want: string, got: string) => void differences.push({ service, field, want, got });
  const present = async <T>(service: string, what: string, ask: Promise<T>): Promise<T | undefined> => {
    const found = await orAbsent(ask);
    if (found === undefined) differ(service, what, "present", "missing");
    return found;
  };
  const containers = new Map<string, string>();
  const networks = new Map<string, string>();
  const images = new Map<string, string>();

  const keys = new Set(services.flatMap((s) => s.networks.map((n) => n.key)));
  for (const n of plan.networks.filter((one) => keys.has(one.key))) {
    const found = await present(`net-${n.key}`, "network", docker.getNetwork(n.name).inspect() as Promise<Docker.NetworkInspectInfo>);
    if (!found) continue;
    networks.set(n.name, found.Id);
    const want = { driver: "bridge", internal: "false", subnet: n.subnet, gateway: gatewayOf(n.subnet), ours: "true", ...networkOptions(n) };
    const [ipam] = found.IPAM?.Config ?? [];
    const got: Record<string, string> = { driver: found.Driver, internal: String(found.Internal), subnet: ipam?.Subnet ?? "", gateway: ipam?.Gateway ?? "", ours: String(isOurs(found.Labels, plan)), ...(found.Options ?? {}) };
    for (const [field, value] of Object.entries(want)) if (got[field] !== value) differ(`net-${n.key}`, field, value, got[field] ?? "nothing");
  }
  const names = new Set(services.flatMap((s) => [...s.volumes.map((v) => v.volume), ...s.fileSets.map((f) => f.volume)]));
  for (const name of names) {
    const found = await present(name.slice(plan.prefix.length), "volume", docker.getVolume(name).inspect());
    if (found && !isOurs(found.Labels, plan)) differ(name.slice(plan.prefix.length), "ours", "true", "false");
  }
  for (const s of services) {
    const image = await present(s.name, `image ${imageOf(plan, s)}`, docker.getImage(imageOf(plan, s)).inspect());
    const inspect = await present(s.name, `container ${s.container}`, docker.getContainer(s.container).inspect());
    if (!image || !inspect) continue;
    images.set(imageOf(plan, s), image.Id);
    containers.set(s.name, inspect.Id);
    for (const d of differingFields(wantedFields(s, plan, surroundings(s, image, secrets)), fieldsOf(inspect))) differ(s.name, d.field, d.want, d.got);
    const { State: state } = inspect;
    if (!state.Running || state.Paused || state.Restarting) differ(s.name, "state", "running", state.Status);
    else if (!(await isReady(s, docker.getContainer(inspect.Id), state.Health?.Status))) differ(s.name, "health", "healthy", state.Health?.Status ?? "none");
  }
  for (const image of plan.images) {
    if (images.has(image.tag)) continue;
    const found = await docker.getImage(image.tag).inspect().catch(() => undefined);
    if (found) images.set(image.tag, found.Id);
  }
  return { containers, networks, images, differences };
}

/** The engine looks only once an interval: while it says "starting", the check is asked now. */
async function isReady(s: PlannedService, container: Docker.Container, status: string | undefined): Promise<boolean> {
  if (status !== "starting") return status === "healthy";
  const { exit, ended } = await checkOnce(container, s.health.test, s.health.timeout);
  return ended && exit === 0;
}

function surroundings(s: PlannedService, image: Docker.ImageInspectInfo, secrets: Readonly<Record<string, string>>): Surroundings {
  const { Env, Labels, Entrypoint, Cmd } = image.Config;
  const files = s.fileSets.length + s.volumes.length > 0 ? filesDigest(secrets[DIGEST_KEY] ?? "", s, fileContents(s, secrets)) : undefined;
  return { image: { id: image.Id, env: Env ?? [], labels: Labels ?? {}, entrypoint: (Entrypoint as string[] | undefined) ?? null, command: Cmd ?? null }, filesDigest: files };
}
