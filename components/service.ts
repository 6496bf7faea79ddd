import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { awaitReady, CALM_SECONDS } from "../engine/readiness.ts";
import { LABELS } from "../infra/names.ts";
import type { PlannedService } from "../infra/plan-types.ts";
import { formatCpus, formatSeconds } from "../infra/units.ts";
import { labelList, type TierNetwork } from "./network.ts";
import type { Runtime } from "./runtime.ts";
import { SecretFiles } from "./secret-files.ts";
import { step } from "./step.ts";

export interface TieredServiceArgs {
  readonly service: PlannedService;
  readonly imageId: pulumi.Output<string>;
  /** By network key. */
  readonly networks: ReadonlyMap<string, TierNetwork>;
  /** By volume name. */
  readonly volumes: ReadonlyMap<string, pulumi.Output<string>>;
  /** The services that must be ready before this one starts. */
  readonly after: readonly TieredService[];
}

/**
 * One service: its files, its container, and the gate that opens when it is ready. The container is registered as soon as those
 * of `after` exist, and its creation waits in a hook until they are ready: nothing is left to do then but to make and start it.
 */
export class TieredService extends pulumi.ComponentResource {
  readonly container: pulumi.Resource;
  /** Exists only while the service has been ready: a deploy that failed tries again. */
  readonly gate: pulumi.Resource;
  /** Settled by the first probe that passes or fails for good; at once where an earlier deploy left the gate. */
  readonly opened: Promise<void>;
  readonly containerId: pulumi.Output<string>;

  constructor(name: string, args: TieredServiceArgs, runtime: Runtime, opts?: pulumi.ComponentResourceOptions) {
    super("sutazai:docker:TieredService", name, {}, opts);
    const { service } = args;
    const data = service.volumes.map((v) => ({ name: args.volumes.get(v.volume)!, target: v.target, readOnly: v.readOnly }));
    const files = service.fileSets.length + data.length > 0 ? new SecretFiles(`${name}-files`, { service, imageId: args.imageId, dataVolumes: data }, runtime, { parent: this }) : undefined;
    const networks = service.networks.map((n) => args.networks.get(n.key)!);
    const recorded = () => Promise.all(networks.map((n) => n.recorded));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.opened = promise;
    promise.catch(() => {});
    const limit = pidsLimiter(service, runtime);
    let judged: Promise<void> | undefined;
    const judge = (id: string) => {
      judged ??= ready(id, service, runtime, limit);
      judged.then(resolve, reject);
      return judged;
    };
    const container = new docker.Container(name, containerArgs(service, {
      image: args.imageId,
      network: (key) => args.networks.get(key)!.networkName,
      mounts: [...data.map((d) => ({ source: d.name, target: d.target, readOnly: d.readOnly })), ...(files?.mounts ?? []).map((m) => ({ ...m, readOnly: true }))],
      ...(files ? { filesDigest: files.digest } : {}),
    }), {
      parent: this,
      ...containerOptions(),
      dependsOn: [...args.after.map((s) => s.container), ...(files?.ready ? [files.ready] : [])],
      hooks: runtime.hooks.of("docker:index/container:Container", name, {
        beforeCreate: async () => void (await Promise.all([allReady(service, args.after), ...networks.map((n) => n.present)])),
        afterCreate: async ({ id }) => {
          judge(id).catch(() => {});
          await recorded();
        },
        // What the engine made of a container that failed goes into the state too.
        onError: () => recorded().then(() => false),
      }),
    });
    this.container = container;
    this.containerId = container.id;
    this.gate = step(`${name}-gate`, [pidsLimitWords(service), container.id], ([, id]) => judge(id!), runtime, {
      parent: this,
      customTimeouts: { create: formatSeconds(service.health.startBudget + 60) },
    });
    this.gate.urn.apply(() => resolve());
    this.registerOutputs({ containerId: this.containerId });
  }
}

/** A trigger of the gate, which sets the limit: it runs again when the limit changes, and the policies see that there is one. */
export const pidsLimitWords = (service: PlannedService): string => `pids limit ${service.pids}`;

/** The options of every container, apart so that a test can hold them. */
export function containerOptions(): pulumi.CustomResourceOptions {
  return {
    deleteBeforeReplace: true,
    replaceOnChanges: ["healthcheck", "tmpfs", "init", "cpuPeriod", "cpuQuota"],
    ignoreChanges: [],
    customTimeouts: { create: "5m", delete: "5m" },
  };
}

/** What a container refers to: outputs of other resources in a deploy, plain words when a plan is judged. */
export interface ContainerRefs {
  readonly image: pulumi.Input<string>;
  network(key: string): pulumi.Input<string>;
  readonly mounts: readonly { readonly source: pulumi.Input<string>; readonly target: string; readonly readOnly: boolean }[];
  readonly filesDigest?: string;
}

/** Every field in the engine's own spelling, and every field that it would choose stated: nothing is left to drift. */
export function containerArgs(s: PlannedService, refs: ContainerRefs): docker.ContainerArgs {
  const { startInterval } = s.health;
  return {
    name: s.container,
    image: refs.image,
    hostname: s.name,
    ...(s.entrypoint ? { entrypoints: [...s.entrypoint] } : {}),
    ...(s.command ? { command: [...s.command] } : {}),
    envs: [...s.env],
    user: s.user,
    ...(s.groups.length > 0 ? { groupAdds: [...s.groups] } : {}),
    labels: labelList({ ...s.labels, ...(refs.filesDigest ? { [LABELS.files]: refs.filesDigest } : {}) }),
    memory: s.memory,
    memorySwap: s.memory,
    memoryReservation: s.reservation,
    cpus: formatCpus(s.cpus),
    readOnly: true,
    privileged: false,
    securityOpts: ["no-new-privileges:true"],
    capabilities: { drops: ["ALL"], ...(s.capabilities.length > 0 ? { adds: [...s.capabilities] } : {}) },
    tmpfs: Object.fromEntries(s.tmpfs.map((t) => [t.target, t.options])),
    mounts: [
      ...refs.mounts.map((m) => ({ type: "volume", ...m })),
      ...s.hostMounts.map((m) => ({ type: "bind", source: m.source, target: m.target, readOnly: true })),
    ],
    networkMode: "bridge",
    networksAdvanced: s.networks.map((n) => ({ name: refs.network(n.key), aliases: [...n.aliases] })),
    ports: s.ports.map((p) => ({ ip: p.ip, internal: p.internal, external: p.external, protocol: p.protocol })),
    healthcheck: {
      tests: [...s.health.test],
      interval: formatSeconds(s.health.interval),
      timeout: formatSeconds(s.health.timeout),
      startPeriod: formatSeconds(s.health.startPeriod),
      retries: s.health.retries,
      ...(startInterval === undefined ? {} : { startInterval: formatSeconds(startInterval) }),
    },
    ulimits: s.ulimits.nofile ? [{ name: "nofile", soft: s.ulimits.nofile.soft, hard: s.ulimits.nofile.hard }] : [],
    restart: "unless-stopped",
    logDriver: "json-file",
    logOpts: { "max-file": String(s.logs.maxFile), "max-size": s.logs.maxSize },
    ipcMode: "private",
    shmSize: 64,
    init: false,
    stopTimeout: s.stopGrace,
    destroyGraceSeconds: s.stopGrace,
    removeVolumes: false,
    mustRun: true,
    start: true,
    wait: false,
  };
}

/** @throws Error that names the first service that cannot be waited for. */
async function allReady(service: PlannedService, after: readonly TieredService[]): Promise<void> {
  const waits = service.dependsOn.map((name, i) =>
    after[i]!.opened.catch(() => {
      throw new Error(`service ${service.name} is not started: ${name} is not ready`);
    }),
  );
  await Promise.all(waits);
}

/**
 * Sets the limit of processes, for which the provider has no input, once for each container. A container that is made but not started takes
 * it as one more line of its configuration; one that runs costs the engine a process.
 */
function pidsLimiter({ container, pids }: PlannedService, { docker, events }: Runtime): (id: string) => Promise<unknown> {
  const limits = new Map<string, Promise<unknown>>();
  const limit = (id: string) => docker.getContainer(id).update({ PidsLimit: pids });
  events.onCreated(container, (id) => {
    const done = limit(id);
    limits.set(id, done);
    done.catch(() => limits.delete(id));
  });
  return async (id) => limits.get(id) ?? events.calm(CALM_SECONDS).then(() => limit(id));
}

/** Waits, and sets what the provider has no input for. The first failure ends all other waits. */
async function ready(id: string, service: PlannedService, runtime: Runtime, limit: (id: string) => Promise<unknown>): Promise<void> {
  const started = performance.now();
  try {
    const waiting = awaitReady(runtime.docker, runtime.events, { stack: runtime.owner.stack, service: service.name, containerId: id, test: service.health.test, startBudget: service.health.startBudget }, runtime.failure.signal);
    // The engine refuses a container that has just died; why it died is for the wait to say.
    const limited = limit(id).catch(() => waiting.then(() => limit(id)));
    await Promise.all([waiting, limited]);
    runtime.onReady?.(service.name, (performance.now() - started) / 1000);
  } catch (error) {
    runtime.failure.abort(new Error(`service ${service.name} failed first; the others are not waited for`));
    throw error;
  }
}
