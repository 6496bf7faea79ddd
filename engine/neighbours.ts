/**
 * The kernel's table of neighbours (ARP): one for the host and all its containers together. When it is full, connections between
 * containers fail at random, and only the kernel's log says why ("neighbor table overflow"). Two stacks of the default profile fill
 * the usual 1024 entries.
 */
import { readFileSync, writeFileSync } from "node:fs";
import type Docker from "dockerode";
import { isOurs, LABELS } from "../infra/names.ts";
import type { StackPlan } from "../infra/plan-types.ts";

/** Measured: 632 entries with the 56 services of the default profile at work, 11.3 each; with room for those that talk to more. */
const PER_SERVICE = 14;
/** Enough for ten platforms. An entry takes memory, half a kilobyte, only while it is used. */
const RAISED = 8192;
const LIMIT = "net.ipv4.neigh.default.gc_thresh3";
/** From here on the kernel looks for entries that nobody uses. */
const SOFT_LIMIT = "net.ipv4.neigh.default.gc_thresh2";

export interface Neighbours {
  readonly entries: number;
  readonly limit: number;
  /** How often it was full since the boot; 0 where the kernel does not count (before 4.20). */
  readonly full: number;
}

export interface Shortage {
  /** Why the services would not fit, in words. */
  readonly text: string;
  /** The limit that would hold them: 8192, or as many times double as it takes. */
  readonly enough: number;
}

/** The command that makes room on this boot. */
export const raiseCommand = ({ enough }: Shortage) => `sysctl -w ${SOFT_LIMIT}=${enough / 2} ${LIMIT}=${enough}`;
/** And on every one. */
export const keepCommand = ({ enough }: Shortage) => `printf '${SOFT_LIMIT} = ${enough / 2}\\n${LIMIT} = ${enough}\\n' > /etc/sysctl.d/90-sutazai.conf`;

const fileOf = (name: string, proc: string) => `${proc}/sys/${name.replaceAll(".", "/")}`;

/** Undefined where this is not the engine's kernel, or not its host's own view (another system, another host, a container). */
export function readNeighbours(dockerHost: string | undefined, proc = "/proc"): Neighbours | undefined {
  if (dockerHost && !dockerHost.startsWith("unix:")) return undefined;
  try {
    const limit = Number(readFileSync(fileOf(LIMIT, proc), "utf8"));
    // A row for each processor; the entries are those of all in every one.
    const [header = [], ...rows] = readFileSync(`${proc}/net/stat/arp_cache`, "utf8").trim().split("\n").map((line) => line.trim().split(/\s+/));
    const column = (name: string) => rows.map((row) => parseInt(row[header.indexOf(name)] ?? "0", 16));
    const [entries] = column("entries");
    return limit > 0 && entries !== undefined && entries >= 0 ? { entries, limit, full: column("table_fulls").reduce((sum, n) => sum + n, 0) } : undefined;
  } catch {
    return undefined;
  }
}

/** How many entries it takes with so many services more, when the limit does not hold them. */
export function excess({ entries, limit }: Pick<Neighbours, "entries" | "limit">, services: number): number | undefined {
  const needed = entries + services * PER_SERVICE;
  return needed > limit ? needed : undefined;
}

/** What the services of the plan that do not run yet would lack; undefined where they fit, or where nothing is known. */
export async function neighbourShortage(plan: StackPlan, docker: Docker, proc = "/proc"): Promise<Shortage | undefined> {
  const found = readNeighbours(process.env.DOCKER_HOST, proc);
  if (!found || excess(found, plan.services.length) === undefined) return undefined;
  const containers = await docker.listContainers({ filters: { label: [`${LABELS.stack}=${plan.stack}`] } });
  const running = new Set(containers.filter((c) => isOurs(c.Labels, plan)).map((c) => c.Labels[LABELS.service]));
  const needed = excess(found, plan.services.filter((s) => !running.has(s.name)).length);
  if (needed === undefined) return undefined;
  const text = `the kernel knows at most ${found.limit} neighbours for all containers of this host together (${LIMIT}), and with stack ${plan.stack} it takes about ${needed}: beyond the limit connections between containers fail at random`;
  return { text, enough: RAISED * 2 ** Math.max(0, Math.ceil(Math.log2(needed / RAISED))) };
}

/** Makes room until the next boot. @throws the system's error where this process may not. */
export function raiseLimit({ enough }: Shortage, proc = "/proc"): void {
  writeFileSync(fileOf(SOFT_LIMIT, proc), String(enough / 2));
  writeFileSync(fileOf(LIMIT, proc), String(enough));
}
