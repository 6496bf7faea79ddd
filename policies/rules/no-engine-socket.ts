import { checks, demand, each, type Finding } from "../lib/check.ts";
import { hostMounts, isIn, normalPath, serviceHostMounts, type HostMount } from "../lib/mounts.ts";
import type { Rule } from "../lib/rule.ts";

const SOCKETS = ["/run/docker.sock", "/run/docker", "/run/containerd", "/run/podman", "/run/crio", "/run/buildkit"];
/** A rootless engine's lies in its user's folder. */
const SOCKET_NAME = /\/(docker|containerd|podman|crio|buildkitd)\.sock$/;

/** A mount that is read-only opens a socket all the same. The paths are compared without `..` and double slashes, and /var/run is /run. */
export const noEngineSocket: Rule = {
  name: "no-engine-socket",
  description: "No container reaches the engine's socket, nor a directory that it lies in.",
  severity: "critical",
  remediationSteps: "Ask the engine through the platform's read-only proxy, or mount something narrower.",
  meta: { cis: ["5.32"], soc2: ["CC6.1"], iso27001: ["A.8.2", "A.8.9", "A.8.18"], sources: ["OWASP Docker rule 1"] },
  validateResource: checks({
    container: [(container) => judge(hostMounts(container))],
    service: [(service) => judge(serviceHostMounts(service))],
  }),
};

function judge(mounts: readonly HostMount[]): Iterable<Finding> {
  return each(mounts, ({ field, source }) => {
    const path = normalPath(source).replace(/^\/var\/run(?=\/|$)/, "/run");
    const reaches = path === "/var" || SOCKET_NAME.test(path) || SOCKETS.some((socket) => isIn(socket, path) || isIn(path, socket));
    return demand(!reaches, "not reach the engine's socket", field, source, "ask the engine through a proxy that only reads, or mount a narrower path");
  });
}
