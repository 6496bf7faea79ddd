/** The same containers by plain engine calls: what creating and starting them costs by itself. */
import type Docker from "dockerode";
import { engine } from "../engine/client.ts";
import type { PlannedNetwork, PlannedService, StackPlan } from "../infra/plan-types.ts";
import { BENCH_LABEL, clearLabelled } from "./clean.ts";
import { networkOptions } from "../infra/bridge.ts";
import { imageOf } from "../infra/compose/export.ts";

/** Seconds to create the networks, then to create and start every container, all at once and waiting for nothing. */
export async function createAndStart(plan: StackPlan, owner: string): Promise<number> {
  await clearLabelled(owner);
  try {
    const started = performance.now();
    const networks = new Map(await Promise.all(plan.networks.map(async (n) => [n.key, await createNetwork(n, owner)] as const)));
    await Promise.all(plan.services.map(async (s) => (await create(plan, s, networks, owner)).start()));
    return (performance.now() - started) / 1000;
  } finally {
    await clearLabelled(owner);
  }
}

async function createNetwork(n: PlannedNetwork, owner: string): Promise<string> {
  const network = await engine().createNetwork({
    Name: `${owner}-${n.key}`,
    Driver: "bridge",
    IPAM: { Driver: "default", Config: [{ Subnet: n.subnet }] },
    Options: networkOptions(n),
    Labels: { [BENCH_LABEL]: owner },
  });
  return network.id;
}

const NANOSECONDS = 1e9;
const MEBIBYTE = 1024 ** 2;

async function create(plan: StackPlan, s: PlannedService, networks: ReadonlyMap<string, string>, owner: string): Promise<Docker.Container> {
  const [first, ...more] = s.networks;
  const container = await engine().createContainer({
    name: `${owner}-${s.name}`,
    Image: imageOf(plan, s),
    Hostname: s.name,
    ...(s.entrypoint ? { Entrypoint: [...s.entrypoint] } : {}),
    ...(s.command ? { Cmd: [...s.command] } : {}),
    Env: [...s.env],
    User: s.user,
    Labels: { [BENCH_LABEL]: owner },
    StopTimeout: s.stopGrace,
    Healthcheck: {
      Test: [...s.health.test],
      Interval: s.health.interval * NANOSECONDS,
      Timeout: s.health.timeout * NANOSECONDS,
      StartPeriod: s.health.startPeriod * NANOSECONDS,
      Retries: s.health.retries,
    },
    HostConfig: {
      NetworkMode: networks.get(first!.key)!,
      Memory: s.memory * MEBIBYTE,
      MemorySwap: s.memory * MEBIBYTE,
      MemoryReservation: s.reservation * MEBIBYTE,
      NanoCpus: Math.round(s.cpus * NANOSECONDS),
      PidsLimit: s.pids,
      ReadonlyRootfs: true,
      SecurityOpt: ["no-new-privileges:true"],
      CapDrop: ["ALL"],
      CapAdd: [...s.capabilities],
      Tmpfs: Object.fromEntries(s.tmpfs.map((t) => [t.target, t.options])),
      RestartPolicy: { Name: "unless-stopped" },
      LogConfig: { Type: "json-file", Config: { "max-file": String(s.logs.maxFile), "max-size": s.logs.maxSize } },
    },
    NetworkingConfig: { EndpointsConfig: { [networks.get(first!.key)!]: { Aliases: [...first!.aliases] } } },
  });
  for (const n of more) await engine().getNetwork(networks.get(n.key)!).connect({ Container: container.id, EndpointConfig: { Aliases: [...n.aliases] } });
  return container;
}
