/** What would make a deploy fail half-way, found before anything is changed. Reads only. */
import { existsSync, readFileSync } from "node:fs";
import type Docker from "dockerode";
import { isOurs, LABELS, madeBy } from "../infra/names.ts";
import type { StackPlan } from "../infra/plan-types.ts";
import type { Problem } from "../infra/problems.ts";
import { overlaps, parseAnySubnet } from "../infra/subnets.ts";
import { formatBytes } from "../infra/units.ts";
import { portHolders } from "./port-holders.ts";

/** Below this an image build or a database would stop in the middle. */
const DISK_MINIMUM = 3 * 1024 ** 3;

export async function preflight(plan: StackPlan, docker: Docker): Promise<Problem[]> {
  const [containers, networks, volumes] = await Promise.all([docker.listContainers({ all: true }), docker.listNetworks(), docker.listVolumes()]);
  const foreign = containers.filter((c) => !isOurs(c.Labels, plan));
  return [
    ...nameProblems(plan, foreign),
    ...networkNameProblems(plan, networks),
    ...volumeNameProblems(plan, volumes.Volumes ?? []),
    ...(await portProblems(plan, containers)),
    ...subnetProblems(plan, networks),
    ...(await diskProblems(docker)),
  ];
}

/** A deployed stack is taken down by those who deployed it; of anything else the reader decides. */
function wayOut(labels: Readonly<Record<string, string>> | null | undefined, otherwise: string): string {
  const stack = labels?.[LABELS.stack];
  return `${stack ? `take that stack down where it was deployed (./sutazai down --stack ${stack}), or choose another stack name` : otherwise}; nothing was touched`;
}

function nameProblems(plan: StackPlan, foreign: readonly Docker.ContainerInfo[]): Problem[] {
  return plan.services.flatMap((s) => {
    const holder = foreign.find((c) => c.Names.includes(`/${s.container}`));
    if (!holder) return [];
    return [{ path: `services.${s.name}`, rule: `the container name ${s.container}, free or our own`, got: `container ${holder.Id.slice(0, 12)} (${holder.Image}), ${madeBy(holder.Labels)}`, fix: wayOut(holder.Labels, `rename it (docker rename ${s.container} NEW) or remove it`) }];
  });
}

function networkNameProblems(plan: StackPlan, networks: readonly Docker.NetworkInspectInfo[]): Problem[] {
  return plan.networks.flatMap((n) => {
    const holder = networks.find((other) => other.Name === n.name && !isOurs(other.Labels, plan));
    return holder ? [{ path: `networks.${n.key}`, rule: `the network name ${n.name}, free or our own`, got: `network ${holder.Id.slice(0, 12)}, ${madeBy(holder.Labels)}`, fix: wayOut(holder.Labels, `remove it (docker network rm ${n.name}) or choose another stack name`) }] : [];
  });
}

function volumeNameProblems(plan: StackPlan, volumes: readonly { Name: string; Labels?: Record<string, string> | null }[]): Problem[] {
  const names = new Set([...plan.volumes, ...plan.services.flatMap((s) => s.fileSets.map((f) => f.volume))]);
  return volumes
    .filter((v) => names.has(v.Name) && !isOurs(v.Labels, plan))
    .map((v) => ({
      path: `volumes.${v.Name}`,
      rule: "a volume name that is free or our own",
      got: madeBy(v.Labels),
      fix: "deploy from that checkout (its .sutazai has the passwords of this data), or copy the data away and remove the volume, or choose another stack name; nothing was touched",
    }));
}

async function portProblems(plan: StackPlan, containers: readonly Docker.ContainerInfo[]): Promise<Problem[]> {
  const ours = new Map<number, string>();
  const others = new Map<number, string>();
  for (const c of containers) {
    for (const p of c.Ports) if (p.PublicPort) (isOurs(c.Labels, plan) ? ours : others).set(p.PublicPort, c.Names[0]?.slice(1) ?? c.Id.slice(0, 12));
  }
  const wanted = plan.services.flatMap((s) => s.ports.map((p, i) => ({ ...p, service: s.name, i })));
  const open = wanted.filter((p) => !ours.has(p.external));
  const processes = await portHolders(open.filter((p) => !others.has(p.external)).map((p) => p.external));
  return open.flatMap((p) => {
    const container = others.get(p.external);
    const holder = container ? `container ${container}` : processes.get(p.external);
    return holder ? [{ path: `services.${p.service}.ports[${p.i}]`, rule: `host port ${p.external} free`, got: `held by ${holder}`, fix: `stop it, or move the stack: pulumi config set sutazai:portOffset NUMBER --stack ${plan.stack}` }] : [];
  });
}

function subnetProblems(plan: StackPlan, networks: readonly Docker.NetworkInspectInfo[]): Problem[] {
  const taken = networks
    .filter((n) => !isOurs(n.Labels, plan))
    .flatMap((n) => (n.IPAM?.Config ?? []).flatMap((c) => (c.Subnet && parseAnySubnet(c.Subnet) ? [{ what: `network ${n.Name} (${c.Subnet})`, subnet: parseAnySubnet(c.Subnet)! }] : [])));
  const routes = hostRoutes().filter((r) => !r.device.startsWith("br-") && !r.device.startsWith("docker"));
  const all = [...taken, ...routes.map((r) => ({ what: `the host's route ${r.text} on ${r.device}`, subnet: r.subnet }))];
  return plan.networks.flatMap((n) => {
    const holder = all.find((t) => overlaps(t.subnet, parseAnySubnet(n.subnet)!));
    return holder ? [{ path: `networks.${n.key}`, rule: `${n.subnet} free of other networks`, got: `overlaps ${holder.what}`, fix: `choose another: sutazai:subnets.${n.key} in Pulumi.${plan.stack}.yaml` }] : [];
  });
}

/** The host's IPv4 routes but the default one. */
function hostRoutes(): { device: string; text: string; subnet: { base: number; bits: number } }[] {
  if (!existsSync("/proc/net/route")) return [];
  const address = (hex: string) => [6, 4, 2, 0].map((i) => parseInt(hex.slice(i, i + 2), 16)).join(".");
  return readFileSync("/proc/net/route", "utf8").split("\n").slice(1).flatMap((line) => {
    const [device, destination, , , , , , mask] = line.split("\t");
    if (!device || !destination || !mask || destination === "00000000") return [];
    const bits = parseInt(mask, 16).toString(2).replaceAll("0", "").length;
    const text = `${address(destination)}/${bits}`;
    const subnet = parseAnySubnet(text);
    return subnet ? [{ device, text, subnet }] : [];
  });
}

async function diskProblems(docker: Docker): Promise<Problem[]> {
  const { DockerRootDir } = (await docker.info()) as { DockerRootDir: string };
  const free = await freeBytes(DockerRootDir);
  return free !== undefined && free < DISK_MINIMUM
    ? [{ path: DockerRootDir, rule: `at least ${formatBytes(DISK_MINIMUM)} free for the engine`, got: formatBytes(free), fix: "free space, for example with docker image prune (never with --volumes)" }]
    : [];
}

async function freeBytes(path: string): Promise<number | undefined> {
  const { statfs } = await import("node:fs/promises");
  return statfs(path).then((s) => s.bavail * s.bsize, () => undefined);
}
