/** What the engine should say of a service's container if the stack had made it, in the fields of a deploy's record. */
import type { PlannedService, StackPlan } from "../../infra/plan-types.ts";
import { LABELS } from "../../infra/names.ts";
import { envFields, type Fields } from "../record.ts";

/** What the plan alone does not say. */
export interface Surroundings {
  /** The service's image, as the engine has it. */
  readonly image: { readonly id: string; readonly env: readonly string[]; readonly labels: Readonly<Record<string, string>>; readonly entrypoint: readonly string[] | null; readonly command: readonly string[] | null };
  /** Of the service's files; undefined when it has none and no data. */
  readonly filesDigest: string | undefined;
}

const NANO = 1e9;
const MEBIBYTE = 1024 ** 2;

export function wantedFields(s: PlannedService, plan: StackPlan, { image, filesDigest }: Surroundings): Fields {
  const { health } = s;
  const networks = new Map(plan.networks.map((n) => [n.key, n.name]));
  const all: Record<string, unknown> = {
    image: image.id,
    user: s.user,
    hostname: s.name,
    // An own entry point leaves the image's command out.
    command: s.command ?? (s.entrypoint ? null : image.command),
    entrypoint: s.entrypoint ?? image.entrypoint,
    healthcheck: { Test: health.test, Interval: health.interval * NANO, Timeout: health.timeout * NANO, StartPeriod: health.startPeriod * NANO, Retries: health.retries, ...(health.startInterval ? { StartInterval: health.startInterval * NANO } : {}) },
    cpus: Math.round(s.cpus * NANO),
    memory: s.memory * MEBIBYTE,
    memorySwap: s.memory * MEBIBYTE,
    memoryReservation: s.reservation * MEBIBYTE,
    pidsLimit: s.pids,
    restart: { Name: "unless-stopped", MaximumRetryCount: 0 },
    readOnly: true,
    privileged: false,
    capAdd: s.capabilities,
    capDrop: ["ALL"],
    securityOpt: ["no-new-privileges:true"],
    tmpfs: Object.fromEntries(s.tmpfs.map((t) => [t.target, t.options])),
    ports: Object.fromEntries(s.ports.map((p) => [`${p.internal}/${p.protocol}`, [{ HostIp: p.ip, HostPort: String(p.external) }]])),
    logs: { Type: "json-file", Config: { "max-file": String(s.logs.maxFile), "max-size": s.logs.maxSize } },
    ulimits: s.ulimits.nofile ? [{ Name: "nofile", Hard: s.ulimits.nofile.hard, Soft: s.ulimits.nofile.soft }] : [],
    mounts: [
      ...s.volumes.map((v) => `volume:${v.volume}:${v.target}:${v.readOnly ? "ro" : "rw"}`),
      ...s.fileSets.map((set) => `volume:${set.volume}:${set.directory}:ro`),
      ...s.hostMounts.map((m) => `bind:${m.source}:${m.target}:ro`),
    ].sort(),
    networks: s.networks.map((n) => `${networks.get(n.key)}:${[...n.aliases].sort().join(",")}`).sort(),
  };
  const labels = { ...image.labels, ...s.labels, ...(filesDigest === undefined ? {} : { [LABELS.files]: filesDigest }) };
  const env = new Map([...image.env, ...s.env].map((entry) => [entry.slice(0, entry.indexOf("=")), entry]));
  return {
    ...Object.fromEntries(Object.entries(all).map(([key, value]) => [key, JSON.stringify(value)])),
    ...envFields([...env.values()]),
    ...Object.fromEntries(Object.entries(labels).map(([key, value]) => [`label.${key}`, JSON.stringify(value)])),
  };
}

/** The fields that differ, whatever the order of keys and the spelling of capabilities; nothing, an empty list and an empty mapping are the same. */
export function differingFields(want: Fields, got: Fields): { field: string; want: string; got: string }[] {
  const fields = [...new Set([...Object.keys(want), ...Object.keys(got)])].sort();
  return fields.filter((f) => canonical(f, want[f]) !== canonical(f, got[f])).map((field) => ({ field, want: want[field] ?? "nothing", got: got[field] ?? "nothing" }));
}

function canonical(field: string, text: string | undefined): string {
  if (text === undefined || field.startsWith("env.")) return text ?? "null";
  const value = sorted(JSON.parse(text));
  const caps = field === "capAdd" || field === "capDrop";
  return JSON.stringify(caps && Array.isArray(value) ? value.map((name) => String(name).replace(/^CAP_/, "")).sort() : value);
}

function sorted(value: unknown): unknown {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.length === 0 ? null : value.map(sorted);
  const entries = Object.entries(value).sort(([a], [b]) => a.localeCompare(b)).map(([key, item]) => [key, sorted(item)]);
  return entries.length === 0 ? null : Object.fromEntries(entries);
}
