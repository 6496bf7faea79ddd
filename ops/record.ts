/** What the last deploy left on the engine, field by field: the baseline of `drift` and of an `up` that has nothing to do. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type Docker from "dockerode";
import { contextHash } from "../engine/context-hash.ts";
import type { StackPlan } from "../infra/plan-types.ts";
import type { Context } from "./command.ts";

/** Leaf fields of a container by path; only what a person could have changed. */
export type Fields = Readonly<Record<string, string>>;

export interface DeployRecord {
  /** Changes with the plan, the program's code and the stack's local settings (secrets included, encrypted). */
  readonly fingerprint: string;
  readonly containers: Readonly<Record<string, { readonly id: string; readonly fields: Fields }>>;
}

const recordPath = (context: Context) => join(context.home, "stacks", `${context.stack}.deployed.json`);

export function readRecord(context: Context): DeployRecord | undefined {
  const path = recordPath(context);
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as DeployRecord) : undefined;
}

export function writeRecord(context: Context, record: DeployRecord): void {
  mkdirSync(join(context.home, "stacks"), { recursive: true, mode: 0o700 });
  writeFileSync(recordPath(context), JSON.stringify(record, null, 1), { mode: 0o600 });
}

export function forgetRecord(context: Context): void {
  rmSync(recordPath(context), { force: true });
}

/** Folders whose code decides what a deploy does. */
const CODE = ["components", "engine", "infra", "policies", "stacks"];

export function fingerprint(context: Context, plan: StackPlan): string {
  const hash = createHash("sha256").update(JSON.stringify(plan));
  for (const folder of CODE) hash.update(contextHash(join(context.root, folder)));
  const local = join(context.home, "stacks", `Pulumi.${context.stack}.yaml`);
  for (const file of [join(context.root, "package-lock.json"), local]) hash.update(existsSync(file) ? readFileSync(file) : "none");
  return hash.digest("hex");
}

/** The fields of one container, sorted by path. Values of the environment are hashed: they are nobody's business in a file. */
export function fieldsOf(inspect: Docker.ContainerInspectInfo): Fields {
  const host = inspect.HostConfig;
  const all: Record<string, unknown> = {
    image: inspect.Image,
    user: inspect.Config.User,
    hostname: inspect.Config.Hostname,
    command: inspect.Config.Cmd,
    entrypoint: inspect.Config.Entrypoint,
    healthcheck: inspect.Config.Healthcheck,
    cpus: host.NanoCpus,
    memory: host.Memory,
    memorySwap: host.MemorySwap,
    memoryReservation: host.MemoryReservation,
    pidsLimit: host.PidsLimit,
    restart: host.RestartPolicy,
    readOnly: host.ReadonlyRootfs,
    privileged: host.Privileged,
    capAdd: host.CapAdd,
    capDrop: host.CapDrop,
    securityOpt: host.SecurityOpt,
    tmpfs: host.Tmpfs,
    ports: host.PortBindings,
    logs: host.LogConfig,
    ulimits: host.Ulimits,
    mounts: [...inspect.Mounts].map((m) => `${m.Type}:${m.Name ?? m.Source}:${m.Destination}:${m.RW ? "rw" : "ro"}`).sort(),
    networks: Object.entries(inspect.NetworkSettings.Networks).map(([name, n]) => `${name}:${[...(n.Aliases ?? [])].filter((a) => !inspect.Id.startsWith(a)).sort().join(",")}`).sort(),
  };
  const fields: Record<string, string> = {};
  for (const [key, value] of Object.entries(all)) fields[key] = JSON.stringify(value ?? null);
  Object.assign(fields, envFields(inspect.Config.Env ?? []));
  for (const [key, value] of Object.entries(inspect.Config.Labels ?? {})) fields[`label.${key}`] = JSON.stringify(value);
  return Object.fromEntries(Object.entries(fields).sort(([a], [b]) => a.localeCompare(b)));
}

/** Fields of `NAME=value` entries, the values hashed. */
export function envFields(entries: readonly string[]): Fields {
  return Object.fromEntries(entries.map((entry) => {
    const at = entry.indexOf("=");
    return [`env.${entry.slice(0, at)}`, `sha256:${createHash("sha256").update(entry.slice(at + 1)).digest("hex").slice(0, 12)}`];
  }));
}
