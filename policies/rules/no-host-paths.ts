import { checks, demand, each, type Finding } from "../lib/check.ts";
import { hostMounts, isIn, normalPath, serviceHostMounts, type HostMount } from "../lib/mounts.ts";
import type { Rule } from "../lib/rule.ts";

interface Options {
  readonly paths: readonly string[];
}

const SYSTEM = ["/bin", "/boot", "/dev", "/etc", "/lib", "/lib64", "/proc", "/root", "/sbin", "/sys", "/usr", "/var/lib/docker"];

/** A directory that holds one of them is as bad as the directory itself. */
export const noHostPaths: Rule = {
  name: "no-host-paths",
  description: "No container sees a directory of the host that belongs to the system.",
  severity: "high",
  remediationSteps: "Mount a named volume, or a directory that was made for the service.",
  configSchema: { properties: {
    paths: { type: "array", items: { type: "string", pattern: "^/" }, default: SYSTEM, description: "Directories of the host that no container may see." },
  } },
  meta: { cis: ["5.6"], soc2: ["CC6.1"], iso27001: ["A.8.3", "A.8.9"] },
  validateResource: checks<Options>({
    container: [(container, { paths }) => judge(hostMounts(container), paths)],
    service: [(service, { paths }) => judge(serviceHostMounts(service), paths)],
  }),
};

function judge(mounts: readonly HostMount[], paths: readonly string[]): Iterable<Finding> {
  return each(mounts, ({ field, source }) => {
    const path = normalPath(source);
    const directory = path === "/" ? path : paths.find((system) => isIn(path, system) || isIn(system, path));
    return demand(directory === undefined, `not see the host's ${directory}`, field, source, "mount a named volume, or a directory made for this service");
  });
}
