/** What the containers of a plan use of memory and CPU, beside what they may use and what is reserved for them. */
import type Docker from "dockerode";
import { engineStatus } from "../engine/client.ts";
import { isOurs, LABELS } from "../infra/names.ts";
import type { StackPlan } from "../infra/plan-types.ts";

/** Memory in MiB, CPUs as a number of whole ones. */
export interface Usage {
  readonly name: string;
  readonly memory: number;
  readonly limit: number;
  readonly reservation: number;
  readonly cpus: number;
  readonly cpuLimit: number;
}

/** The part of the engine's statistics that is read here. */
export interface Sample {
  readonly cpu_stats: CpuSample;
  readonly precpu_stats: CpuSample;
  readonly memory_stats: { readonly usage?: number; readonly stats?: Readonly<Record<string, number>> };
}

interface CpuSample {
  readonly cpu_usage: { readonly total_usage: number };
  readonly system_cpu_usage?: number;
  readonly online_cpus?: number;
}

/** One reading of each running container (the engine takes about 2 s for it), in the plan's order; one that does not run is left out. */
export async function usageOf(plan: StackPlan, docker: Pick<Docker, "listContainers" | "getContainer">): Promise<Usage[]> {
  const running = await docker.listContainers({ filters: { label: [`${LABELS.stack}=${plan.stack}`] } });
  const ids = new Map(running.filter((c) => isOurs(c.Labels, plan)).map((c) => [c.Labels[LABELS.service], c.Id]));
  const found = plan.services.map(async (s): Promise<Usage[]> => {
    const id = ids.get(s.name);
    const sample = id === undefined ? undefined : await read(docker.getContainer(id));
    return sample ? [{ name: s.name, memory: memoryOf(sample), limit: s.memory, reservation: s.reservation, cpus: cpusOf(sample), cpuLimit: s.cpus }] : [];
  });
  return (await Promise.all(found)).flat();
}

async function read(container: Docker.Container): Promise<Sample | undefined> {
  try {
    return (await container.stats({ stream: false })) as unknown as Sample;
  } catch (error) {
    if ([404, 409].includes(engineStatus(error) ?? 0)) return undefined;
    throw error;
  }
}

/** Without the page cache that the kernel would give back at once: `total_inactive_file` of cgroup v1, `inactive_file` of v2. */
export function memoryOf({ memory_stats: m }: Sample): number {
  return round(((m.usage ?? 0) - (m.stats?.total_inactive_file ?? m.stats?.inactive_file ?? 0)) / 1024 ** 2);
}

export function cpusOf({ cpu_stats: now, precpu_stats: before }: Sample): number {
  const passed = (now.system_cpu_usage ?? 0) - (before.system_cpu_usage ?? 0);
  const used = now.cpu_usage.total_usage - before.cpu_usage.total_usage;
  return passed > 0 ? Math.round((used / passed) * (now.online_cpus ?? 1) * 100) / 100 : 0;
}

const round = (n: number) => Math.round(n * 10) / 10;

export type Totals = Omit<Usage, "name" | "cpuLimit">;

export function totalsOf(usage: readonly Usage[]): Totals {
  const sum = (key: keyof Totals) => round(usage.reduce((all, u) => all + u[key], 0));
  return { memory: sum("memory"), limit: sum("limit"), reservation: sum("reservation"), cpus: sum("cpus") };
}

/** A row for each, the greatest share of its limit first, and the sum. */
export function usageRows(usage: readonly Usage[]): string[][] {
  const cells = (name: string, u: Totals, cpuLimit: string) => [name, `${u.memory} MiB`, `${u.limit} MiB`, `${Math.round((u.memory / u.limit) * 100)} %`, `${u.reservation} MiB`, String(u.cpus), cpuLimit];
  const sorted = [...usage].sort((a, b) => b.memory / b.limit - a.memory / a.limit || a.name.localeCompare(b.name));
  return [["SERVICE", "MEMORY", "LIMIT", "SHARE", "RESERVED", "CPUS", "CPU LIMIT"], ...sorted.map((u) => cells(u.name, u, String(u.cpuLimit))), ...(usage.length > 0 ? [cells("all", totalsOf(usage), "")] : [])];
}
