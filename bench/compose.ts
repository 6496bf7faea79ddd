/** The plan of a stack as a compose file: the same containers, networks, limits, checks and order. */
import { join } from "node:path";
import { stringify } from "yaml";
import type { PlannedNetwork, PlannedService, StackPlan } from "../infra/plan-types.ts";
import { networkOptions } from "./bare.ts";
import { BENCH_LABEL } from "./clean.ts";

export interface ComposeInput {
  readonly plan: StackPlan;
  /** Compose's project; also the value of the bench's label. */
  readonly project: string;
  /** Folder that holds the file sets of services, one folder a set, by volume name; none when the plan has none. */
  readonly files?: string;
}

/** The compose file of a plan. Data volumes must exist, as the product makes them with their owner before the first start. */
export function planToCompose(input: ComposeInput): string {
  const { plan, project } = input;
  const document = {
    name: project,
    services: Object.fromEntries(plan.services.map((s) => [s.name, service(s, input)])),
    networks: Object.fromEntries(plan.networks.map((n) => [n.key, network(n, project)])),
    ...(plan.volumes.length > 0 ? { volumes: Object.fromEntries(plan.volumes.map((v) => [v, { external: true, name: volumeOf(v, project) }])) } : {}),
  };
  return stringify(document, { aliasDuplicateObjects: false, lineWidth: 0 });
}

/** A data volume of the compose project, in place of the stack's own. */
export const volumeOf = (volume: string, project: string): string => `${project}-${volume}`;

/** The image of a service as the engine knows it. */
export function imageOf(plan: StackPlan, s: PlannedService): string {
  const { image } = s;
  return "upstream" in image ? image.pull : plan.images.find((i) => i.name === image.built)!.tag;
}

function service(s: PlannedService, { plan, project, files }: ComposeInput) {
  return {
    image: imageOf(plan, s),
    container_name: `${project}-${s.name}`,
    pull_policy: "never",
    hostname: s.name,
    labels: { [BENCH_LABEL]: project },
    ...(s.entrypoint ? { entrypoint: s.entrypoint.map(literal) } : {}),
    ...(s.command ? { command: s.command.map(literal) } : {}),
    environment: s.env.map(literal),
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
    volumes: mounts(s, files),
    networks: Object.fromEntries(s.networks.map((n) => [n.key, { aliases: [...n.aliases] }])),
    ports: s.ports.map((p) => ({ target: p.internal, published: String(p.external), host_ip: p.ip, protocol: p.protocol, mode: "host" })),
    healthcheck: {
      test: s.health.test.map(literal),
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

function mounts(s: PlannedService, files: string | undefined) {
  return [
    ...s.volumes.map((v) => ({ type: "volume", source: v.volume, target: v.target, read_only: v.readOnly })),
    ...s.fileSets.map((set) => ({ type: "bind", source: join(files ?? "/nonexistent", set.volume), target: set.directory, read_only: true })),
    ...s.hostMounts.map((m) => ({ type: "bind", source: m.source, target: m.target, read_only: true })),
  ];
}

function network(n: PlannedNetwork, project: string) {
  return {
    name: `${project}-${n.key}`,
    driver: "bridge",
    driver_opts: networkOptions(n),
    ipam: { driver: "default", config: [{ subnet: n.subnet }] },
    labels: { [BENCH_LABEL]: project },
  };
}

/** Compose replaces `$NAME` in every value of its file; a doubled sign is the sign itself. */
const literal = (text: string): string => text.replaceAll("$", "$$$$");
