import { posix } from "node:path";
import { unless, type CisCheck, type Inspected } from "./check.ts";

const NETWORK = { soc2: ["CC6.6", "CC6.7"], iso27001: ["A.8.20", "A.8.22"] } as const;
const HOST = { soc2: ["CC6.1", "CC6.8"], iso27001: ["A.8.3", "A.8.18"] } as const;
const SENSITIVE = /^\/($|(boot|dev|etc|lib|proc|sys|usr)($|\/))/;
const SOCKETS = ["/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock", "/var/run/containerd/containerd.sock"];
const LAST_PRIVILEGED_PORT = 1023;

/** A mount of a folder or file of the host. */
const binds = ({ Mounts }: Inspected) => (Mounts ?? []).filter((m) => m.Type === "bind").map((m) => ({ ...m, source: posix.resolve("/", m.Source) }));

/** Published host ports as `address:port`. */
function published({ HostConfig }: Inspected): { ip: string; port: number }[] {
  const bindings = Object.values((HostConfig.PortBindings ?? {}) as Record<string, readonly { HostIp?: string; HostPort?: string }[] | null>);
  return bindings.flatMap((all) => (all ?? []).map((b) => ({ ip: b.HostIp ?? "", port: Number(b.HostPort ?? 0) })));
}

/** What a container sees of the host and who sees the container. */
export const HOST_CHECKS: readonly CisCheck[] = [
  {
    id: "5.1",
    title: "Swarm mode is off where nothing needs it",
    severity: "medium",
    ...NETWORK,
    check: ({ inspected }, { swarm }) => unless(!swarm || "com.docker.swarm.service.id" in (inspected.Config.Labels ?? {}), "run on an engine without swarm mode, or be a swarm service", "swarm mode is on", "docker swarm leave, if no other stack uses it"),
  },
  {
    id: "5.6",
    title: "No sensitive folder of the host is writable inside",
    severity: "high",
    ...HOST,
    check: ({ inspected }) => {
      const writable = binds(inspected).filter((m) => m.RW && SENSITIVE.test(m.source)).map((m) => m.source);
      return unless(writable.length === 0, "not write to the host's system folders", `writable ${writable.join(", ")}`, "use a named volume, or mount it read-only");
    },
  },
  {
    id: "5.8",
    title: "No privileged port of the host is published",
    severity: "medium",
    ...NETWORK,
    check: ({ inspected }) => {
      const low = published(inspected).filter((p) => p.port > 0 && p.port <= LAST_PRIVILEGED_PORT).map((p) => p.port);
      return unless(low.length === 0, `publish on host ports above ${LAST_PRIVILEGED_PORT}`, `port ${low.join(", ")}`, "publish on a higher port, behind a proxy");
    },
  },
  {
    id: "5.9",
    title: "Only ports that are asked for are open",
    severity: "medium",
    ...NETWORK,
    check: ({ inspected: { HostConfig } }) => unless(!HostConfig.PublishAllPorts, "publish named ports only", "publishAllPorts true", "set publishAllPorts: false and name the ports"),
  },
  {
    id: "5.13",
    title: "The root file system is read-only",
    severity: "high",
    ...HOST,
    check: ({ inspected: { HostConfig } }) => unless(HostConfig.ReadonlyRootfs === true, "have a read-only root file system", "writable", "set readOnly: true, with volumes and tmpfs for what it writes"),
  },
  {
    id: "5.14",
    title: "Ports are bound to one address of the host",
    severity: "high",
    ...NETWORK,
    check: ({ inspected }) => {
      const open = published(inspected).filter((p) => ["", "0.0.0.0", "::"].includes(p.ip)).map((p) => `${p.ip || "every address"}:${p.port}`);
      return unless(open.length === 0, "publish on one address of the host", open.join(", "), 'set ports.ip: "127.0.0.1"');
    },
  },
  {
    id: "5.18",
    title: "No device of the host is handed in",
    severity: "medium",
    ...HOST,
    check: ({ inspected: { HostConfig } }) => {
      const devices = ((HostConfig.Devices ?? []) as { PathOnHost: string }[]).map((d) => d.PathOnHost);
      return unless(devices.length === 0, "have no device of the host", `devices ${devices.join(", ")}`, "remove devices");
    },
  },
  {
    id: "5.20",
    title: "Mounts inside do not spread to the host",
    severity: "high",
    ...HOST,
    check: ({ inspected }) => {
      const shared = (inspected.Mounts ?? []).filter((m) => ["shared", "rshared", "slave", "rslave"].includes(m.Propagation)).map((m) => `${m.Destination} ${m.Propagation}`);
      return unless(shared.length === 0, "mount with private propagation", shared.join(", "), 'set bindOptions.propagation: "rprivate"');
    },
  },
  {
    id: "5.30",
    title: "The container is not on the default bridge",
    severity: "high",
    ...NETWORK,
    check: ({ inspected: { NetworkSettings } }) => {
      const on = Object.keys(NetworkSettings.Networks ?? {});
      return unless(!on.includes("bridge"), "be on networks of its own only", `networks ${on.join(", ")}`, "attach it to a declared network, and disconnect it from bridge");
    },
  },
  {
    id: "5.32",
    title: "The engine's socket is not inside",
    severity: "critical",
    ...HOST,
    check: ({ inspected }) => {
      const reaching = binds(inspected).map((m) => m.source).filter((source) => SOCKETS.some((socket) => socket === source || socket.startsWith(source === "/" ? "/" : `${source}/`)));
      return unless(reaching.length === 0, "not reach the engine's socket", `mounts ${reaching.join(", ")}`, "ask a proxy that lets only reading requests through");
    },
  },
];
