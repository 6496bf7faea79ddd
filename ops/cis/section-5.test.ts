import { expect, test } from "@jest/globals";
import { engineTraits, type EngineTraits } from "./check.ts";
import { checkContainer, SECTION_5 } from "./section-5.ts";
import { PLAIN_ENGINE, runningContainer } from "./testing.ts";

const warned = (container: Parameters<typeof runningContainer>[0], engine: Partial<EngineTraits> = {}) =>
  checkContainer(runningContainer(container), { ...PLAIN_ENGINE, ...engine }).warnings.map(({ check, got }) => [check.id, got]);
const bind = (Source: string, RW: boolean, Propagation = "rprivate") => ({ Type: "bind", Source, Destination: "/x", RW, Propagation });

test("the table is section 5, whole and in order", () => {
  expect(SECTION_5.map((c) => c.id)).toEqual(Array.from({ length: 32 }, (_, i) => `5.${i + 1}`));
});

test("a careful container is not warned of, and what cannot be checked says so", () => {
  const record = "the engine keeps no record of past docker exec: look into the host's audit log";
  expect(checkContainer(runningContainer(), PLAIN_ENGINE)).toEqual({ warnings: [], skipped: [{ id: "5.23", reason: record }, { id: "5.24", reason: record }] });
});

test("an engine without AppArmor and SELinux is no fault of the container", () => {
  const { warnings, skipped } = checkContainer(runningContainer({ top: { AppArmorProfile: "" }, HostConfig: { SecurityOpt: ["no-new-privileges", "label=disable"] } }), { ...PLAIN_ENGINE, appArmor: false, selinux: false });
  expect({ warnings, skipped: skipped.slice(0, 2) }).toEqual({ warnings: [], skipped: [{ id: "5.2", reason: "this engine has no AppArmor" }, { id: "5.3", reason: "this engine has no SELinux" }] });
});

test.each<[string, Parameters<typeof runningContainer>[0], [string, string][]]>([
  ["AppArmor off", { top: { AppArmorProfile: "unconfined" } }, [["5.2", 'profile "unconfined"']]],
  ["AppArmor not told", { top: { AppArmorProfile: undefined } }, [["5.2", 'profile ""']]],
  ["SELinux off", { HostConfig: { SecurityOpt: ["no-new-privileges:true", "label=disable"] } }, [["5.3", "label:disable"]]],
  ["nothing dropped", { HostConfig: { CapDrop: null } }, [["5.4", "capabilities.drops nothing"]]],
  ["too much added", { HostConfig: { CapAdd: ["CAP_SYS_ADMIN", "chown", "NET_RAW"] } }, [["5.4", "capabilities.adds NET_RAW, SYS_ADMIN"]]],
  ["privileged", { HostConfig: { Privileged: true } }, [["5.5", "privileged true"]]],
  ["host folder", { Mounts: [bind("/var/../etc/", true), bind("/sys", false), bind("/srv/etc", true)] }, [["5.6", "writable /etc"]]],
  ["sshd", { processes: ["/usr/sbin/sshd -D"] }, [["5.7", "process /usr/sbin/sshd -D"]]],
  ["ssh session", { processes: ["sshd: root@pts/0"] }, [["5.7", "process sshd: root@pts/0"]]],
  ["privileged port", { HostConfig: { PortBindings: { "80/tcp": [{ HostIp: "127.0.0.1", HostPort: "80" }] } } }, [["5.8", "port 80"]]],
  ["all ports", { HostConfig: { PublishAllPorts: true } }, [["5.9", "publishAllPorts true"]]],
  ["host network", { HostConfig: { NetworkMode: "host" } }, [["5.10", 'NetworkMode "host"']]],
  ["no memory limit", { HostConfig: { Memory: 0 } }, [["5.11", "no limit"]]],
  ["no CPU limit", { HostConfig: { NanoCpus: 0, CpuShares: 1024 } }, [["5.12", "none"]]],
  ["writable root", { HostConfig: { ReadonlyRootfs: false } }, [["5.13", "writable"]]],
  ["every address", { HostConfig: { PortBindings: { "1/tcp": [{ HostIp: "", HostPort: "5000" }, { HostIp: "::", HostPort: "5001" }] } } }, [["5.14", "every address:5000, :::5001"]]],
  ["restart always", { HostConfig: { RestartPolicy: { Name: "always", MaximumRetryCount: 0 } } }, [["5.15", "restart always"]]],
  ["restart on failure without end", { HostConfig: { RestartPolicy: { Name: "on-failure", MaximumRetryCount: 0 } } }, [["5.15", "restart on-failure, without end"]]],
  ["restart on failure too often", { HostConfig: { RestartPolicy: { Name: "on-failure", MaximumRetryCount: 6 } } }, [["5.15", "restart on-failure, 6 times"]]],
  ["host processes", { HostConfig: { PidMode: "host" } }, [["5.16", 'PidMode "host"']]],
  ["host IPC", { HostConfig: { IpcMode: "host" } }, [["5.17", 'IpcMode "host"']]],
  ["device", { HostConfig: { Devices: [{ PathOnHost: "/dev/kvm" }] } }, [["5.18", "devices /dev/kvm"]]],
  ["ulimit", { HostConfig: { Ulimits: [{ Name: "nofile", Soft: 10, Hard: -1 }, { Name: "nproc", Soft: -1, Hard: 5 }] } }, [["5.19", "ulimit nproc -1:5"]]],
  ["propagation", { Mounts: [bind("/srv", false, "rshared")] }, [["5.20", "/x rshared"]]],
  ["host UTS", { HostConfig: { UTSMode: "host" } }, [["5.21", 'UTSMode "host"']]],
  ["seccomp off", { HostConfig: { SecurityOpt: ["no-new-privileges:true", "seccomp=unconfined"] } }, [["5.22", "seccomp:unconfined"]]],
  ["control group", { HostConfig: { CgroupParent: "/mine" } }, [["5.25", 'cgroupParent "/mine"']]],
  ["new privileges", { HostConfig: { SecurityOpt: ["no-new-privileges:false"] } }, [["5.26", 'securityOpts ["no-new-privileges:false"]']]],
  ["no health check", { Config: { Healthcheck: { Test: ["NONE"] } } }, [["5.27", "NONE"]]],
  ["latest", { Config: { Image: "web:latest" } }, [["5.28", 'image "web:latest"']]],
  ["unlimited processes", { HostConfig: { PidsLimit: -1 } }, [["5.29", "PidsLimit -1"]]],
  ["default bridge", { NetworkSettings: { Networks: { bridge: {} } } }, [["5.30", "networks bridge"]]],
  ["host users", { HostConfig: { UsernsMode: "host" } }, [["5.31", 'UsernsMode "host"']]],
  ["socket", { Mounts: [bind("/var/run/docker.sock", false)] }, [["5.32", "mounts /var/run/docker.sock"]]],
  ["the socket's folder", { Mounts: [bind("/run/../run/", false)] }, [["5.32", "mounts /run"]]],
  ["the whole host", { Mounts: [bind("/", false)] }, [["5.32", "mounts /"]]],
])("%s", (_, changes, expected) => {
  expect(warned(changes)).toEqual(expected);
});

test("a swarm is a fault unless the container is of a swarm service", () => {
  expect(warned({}, { swarm: true })).toEqual([["5.1", "swarm mode is on"]]);
  expect(warned({ Config: { Labels: { "com.docker.swarm.service.id": "x" } } }, { swarm: true })).toEqual([]);
});

test.each([
  ["on-failure:5", { HostConfig: { RestartPolicy: { Name: "on-failure", MaximumRetryCount: 5 } } }],
  ["a CPU weight", { HostConfig: { NanoCpus: 0, CpuShares: 512 } }],
  ["a named volume on a folder", { Mounts: [{ Type: "volume", Source: "/var/lib/docker/volumes/x/_data", Destination: "/etc", RW: true, Propagation: "" }] }],
  ["a tagged image", { Config: { Image: "redis:7.4" } }],
])("%s is allowed", (_, changes) => {
  expect(warned(changes)).toEqual([]);
});

test("what the engine has is read from its info", () => {
  expect(engineTraits({ SecurityOptions: ["name=apparmor", "name=seccomp,profile=default"], Swarm: { LocalNodeState: "active" } })).toEqual({ appArmor: true, selinux: false, swarm: true });
  expect(engineTraits({ SecurityOptions: null, Swarm: { LocalNodeState: "inactive" } })).toEqual({ appArmor: false, selinux: false, swarm: false });
});
