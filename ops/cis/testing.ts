import type { EngineTraits, RunningContainer } from "./check.ts";

export type Changes = Record<string, unknown>;

export const PLAIN_ENGINE: EngineTraits = { appArmor: true, selinux: true, swarm: false };

/** A running container, as the engine inspects it, that no check warns of; with changes to parts of it. */
export function runningContainer(parts: { HostConfig?: Changes; Config?: Changes; NetworkSettings?: Changes; Mounts?: readonly Changes[]; processes?: readonly string[]; top?: Changes } = {}): RunningContainer {
  const inspected = {
    Id: "1".repeat(64),
    Name: "/sutazai-dev-redis",
    AppArmorProfile: "docker-default",
    State: { Running: true },
    Config: { Image: `sha256:${"0".repeat(64)}`, Labels: { "sutazai.service": "redis" }, Healthcheck: { Test: ["CMD", "true"] }, ...parts.Config },
    HostConfig: {
      NetworkMode: "bridge",
      PidMode: "",
      IpcMode: "private",
      UTSMode: "",
      UsernsMode: "",
      Privileged: false,
      ReadonlyRootfs: true,
      SecurityOpt: ["no-new-privileges:true"],
      CapDrop: ["ALL"],
      CapAdd: null,
      Memory: 536_870_912,
      NanoCpus: 500_000_000,
      CpuShares: 0,
      CpuQuota: 0,
      PidsLimit: 256,
      CgroupParent: "",
      Devices: null,
      Ulimits: null,
      PublishAllPorts: false,
      PortBindings: { "6379/tcp": [{ HostIp: "127.0.0.1", HostPort: "30001" }] },
      RestartPolicy: { Name: "unless-stopped", MaximumRetryCount: 0 },
      ...parts.HostConfig,
    },
    NetworkSettings: { Networks: { "sutazai-dev-backend": {} }, ...parts.NetworkSettings },
    Mounts: parts.Mounts ?? [],
    ...parts.top,
  };
  return { inspected: inspected as never, processes: parts.processes ?? ["tini -- redis-server", "redis-server *:6379"] };
}
