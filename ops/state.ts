/** What Pulumi's state says of a stack, read only. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { PROJECT } from "../infra/names.ts";
import { OperationError, type Context } from "./command.ts";
import { pulumi } from "./pulumi.ts";
import type { Toolchain } from "./toolchain/index.ts";

export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly protect?: boolean;
  readonly delete?: boolean;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

export interface StackState {
  readonly resources: readonly StateResource[];
  /** Steps that a killed deploy had begun. */
  readonly pending: number;
}

export const TYPES = {
  container: "docker:index/container:Container",
  image: "docker:index/remoteImage:RemoteImage",
  network: "docker:index/network:Network",
  volume: "docker:index/volume:Volume",
} as const;

/** The folder of a `file://` backend; undefined for any other. */
export function backendFolder(toolchain: Toolchain): string | undefined {
  const url = toolchain.env.PULUMI_BACKEND_URL ?? "";
  return url.startsWith("file://") ? join(url.slice("file://".length), ".pulumi") : undefined;
}

interface Deployment {
  readonly resources?: readonly StateResource[];
  readonly pending_operations?: readonly unknown[];
}

/** Reads a file backend directly (a deploy's first question must not cost a second), any other through the CLI. */
export async function readState(context: Context, toolchain: Toolchain): Promise<StackState> {
  const folder = backendFolder(toolchain);
  const path = folder && join(folder, "stacks", PROJECT, `${context.stack}.json`);
  const deployment = path ? (existsSync(path) ? parse(path, context) : {}) : await exported(context, toolchain);
  return { resources: (deployment.resources ?? []).filter((r) => !r.delete), pending: deployment.pending_operations?.length ?? 0 };
}

function parse(path: string, context: Context): Deployment {
  try {
    return (JSON.parse(readFileSync(path, "utf8")) as { checkpoint?: { latest?: Deployment } }).checkpoint?.latest ?? {};
  } catch (error) {
    throw new OperationError(`the state of stack ${context.stack} cannot be read: ${path}: ${(error as Error).message}\n  fix: restore the last good one (${path}.bak is the version before it), then run this again`);
  }
}

async function exported(context: Context, toolchain: Toolchain): Promise<Deployment> {
  const result = await pulumi(context, toolchain, ["stack", "export", "--stack", context.stack], { display: "quiet" });
  if (result.code !== 0) throw new OperationError(`the state of stack ${context.stack} cannot be read: ${result.stderr.trim()}`);
  return (JSON.parse(result.stdout) as { deployment?: Deployment }).deployment ?? {};
}

export interface Lock {
  readonly pid: number;
  readonly username: string;
  readonly hostname: string;
  readonly timestamp: string;
  /** Its owner still runs on this host, or runs on another one. */
  readonly alive: boolean;
}

/** Locks of the stack in a file backend. */
export function readLocks(context: Context, toolchain: Toolchain): Lock[] {
  const folder = backendFolder(toolchain);
  const path = folder && join(folder, "locks", "organization", PROJECT, context.stack);
  if (!path || !existsSync(path)) return [];
  return readdirSync(path).filter((name) => name.endsWith(".json")).flatMap((name) => {
    try {
      const lock = JSON.parse(readFileSync(join(path, name), "utf8")) as Omit<Lock, "alive">;
      return [{ ...lock, alive: lock.hostname !== hostname() || isPulumi(lock.pid) }];
    } catch {
      return [];
    }
  });
}

/** Whether the process lives and is a pulumi: numbers of dead processes are given to others, and a zombie is dead. */
function isPulumi(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  if (process.platform !== "linux") return true;
  try {
    const [, name, state] = /^\d+ \((.*)\) (\S)/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    return name === "pulumi" && state !== "Z" && state !== "X";
  } catch {
    return false;
  }
}

/** A resource's own name, the last part of its URN; a container's is its service's. */
export const nameOf = (urn: string): string => urn.split("::").at(-1)!;

/** The containers of a state. */
export const containersOf = (state: StackState): StateResource[] => state.resources.filter((r) => r.type === TYPES.container);

/** Whether there is anything that `down` removes: what it keeps is protected, and providers go with the last. */
export const isDeployed = (state: StackState): boolean => state.resources.some((r) => r.id !== undefined && !r.protect && !r.type.startsWith("pulumi:"));

/** URN of a service's container, for --replace. */
export const containerUrn = (stack: string, service: string) =>
  `urn:pulumi:${stack}::${PROJECT}::sutazai:docker:TieredService$${TYPES.container}::${service}`;
