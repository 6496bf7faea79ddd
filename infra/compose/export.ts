/** The plan of a stack as a compose file that starts the same containers. Pure. */
import { stringify } from "yaml";
import { gatewayOf, networkOptions } from "../bridge.ts";
import { LABELS } from "../names.ts";
import type { PlannedNetwork, PlannedService, StackPlan } from "../plan-types.ts";

export interface ComposeOptions {
  /** Compose's project; default: the stack's prefix. */
  readonly project?: string;
  /** For containers, networks and volumes; default: the stack's own names. Networks of other names are made by compose. */
  readonly rename?: (name: string) => string;
  /** On containers and networks, besides the plan's. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Labels by which the stack's own commands know what is theirs: what compose starts is not. */
const OWNERSHIP: readonly string[] = [LABELS.managedBy, LABELS.stack, LABELS.checkout, LABELS.files];

/**
 * The compose document. Volumes are external: data keeps its owner and survives `docker compose down --volumes`, and
 * configuration and secrets stay in the volumes that a deploy fills, so no value of a secret is in the file. The stack's
 * networks are external too: only its containers make room for those of compose.
 */
export function composeDocument(plan: StackPlan, options: ComposeOptions = {}) {
  const { project = plan.prefix.replace(/-$/, ""), rename = (name) => name, labels = {} } = options;
  const volumes = [...plan.volumes, ...plan.services.flatMap((s) => s.fileSets.map((set) => set.volume))];
  return {
    name: project,
    services: Object.fromEntries(plan.services.map((s) => [s.name, service(s, plan, rename, labels)])),
    networks: Object.fromEntries(plan.networks.map((n) => [n.key, options.rename ? network(n, rename, labels) : { external: true, name: n.name }])),
    ...(volumes.length > 0 ? { volumes: Object.fromEntries(volumes.map((name) => [name, { external: true, name: rename(name) }])) } : {}),
  };
}

/** The document as YAML, with a `$` of the plan doubled, as compose wants it. */
export function composeText(plan: StackPlan, options: ComposeOptions = {}): string {
  return stringify(mapText(composeDocument(plan, options), literal), { aliasDuplicateObjects: false, lineWidth: 0 });
}

/** The image of a service as the engine knows it. */
export function imageOf(plan: StackPlan, { image }: PlannedService): string {
  return "upstream" in image ? image.pull : plan.images.find((i) => i.name === image.built)!.tag;
}

type Rename = (name: string) => string;
type Labels = Readonly<Record<string, string>>;

function service(s: PlannedService, plan: StackPlan, rename: Rename, labels: Labels) {
  return {
    image: imageOf(plan, s),
    container_name: rename(s.container),
    ...("built" in s.image ? { pull_policy: "never" } : {}),
    hostname: s.name,
    labels: { ...Object.fromEntries(Object.entries(s.labels).filter(([key]) => !OWNERSHIP.includes(key))), ...labels },
    ...(s.entrypoint ? { entrypoint: [...s.entrypoint] } : {}),
    ...(s.command ? { command: [...s.command] } : {}),
    environment: Object.fromEntries(s.env.map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)])),
    user: s.user,
    ...(s.groups.length > 0 ? { group_add: [...s.groups] } : {}),
    mem_limit: `${s.memory}m`,
    memswap_limit: `${s.memory}m`,
    mem_reservation: `${s.reservation}m`,
    cpus: s.cpus,
    pids_limit: s.pids,
    read_only: true,
    security_opt: ["no-new-privileges:true"],
    cap_drop: ["ALL"],
    ...(s.capabilities.length > 0 ? { cap_add: [...s.capabilities] } : {}),
    tmpfs: s.tmpfs.map((t) => `${t.target}:${t.options}`),
    volumes: [
      ...s.volumes.map((v) => ({ type: "volume", source: v.volume, target: v.target, ...(v.readOnly ? { read_only: true } : {}) })),
      ...s.fileSets.map((set) => ({ type: "volume", source: set.volume, target: set.directory, read_only: true })),
      ...s.hostMounts.map((m) => ({ type: "bind", source: m.source, target: m.target, read_only: true })),
    ],
    networks: Object.fromEntries(s.networks.map((n) => [n.key, aliases(s, n.aliases)])),
    ports: s.ports.map((p) => ({ target: p.internal, published: String(p.external), host_ip: p.ip, protocol: p.protocol, mode: "host" })),
    healthcheck: {
      test: [...s.health.test],
      interval: `${s.health.interval}s`,
      timeout: `${s.health.timeout}s`,
      retries: s.health.retries,
      start_period: `${s.health.startPeriod}s`,
      ...(s.health.startInterval === undefined ? {} : { start_interval: `${s.health.startInterval}s` }),
    },
    depends_on: Object.fromEntries(s.dependsOn.map((name) => [name, { condition: "service_healthy" }])),
    ...(s.ulimits.nofile ? { ulimits: { nofile: { ...s.ulimits.nofile } } } : {}),
    restart: "unless-stopped",
    logging: { driver: "json-file", options: { "max-file": String(s.logs.maxFile), "max-size": s.logs.maxSize } },
    ipc: "private",
    shm_size: "64m",
    init: false,
    stop_grace_period: `${s.stopGrace}s`,
  };
}

/** The service's own name is one that compose gives. */
function aliases(s: PlannedService, all: readonly string[]) {
  const others = all.filter((alias) => alias !== s.name);
  return others.length > 0 ? { aliases: others } : {};
}

function network(n: PlannedNetwork, rename: Rename, labels: Labels) {
  return {
    name: rename(n.name),
    driver: "bridge",
    driver_opts: networkOptions(n),
    ipam: { driver: "default", config: [{ subnet: n.subnet, gateway: gatewayOf(n.subnet) }] },
    ...(Object.keys(labels).length > 0 ? { labels: { ...labels } } : {}),
  };
}

/** Compose replaces `$NAME` in every value of its file; a doubled sign is the sign itself. */
const literal = (text: string): string => text.replaceAll("$", "$$$$");

function mapText(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => mapText(item, change));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapText(item, change)]));
}
