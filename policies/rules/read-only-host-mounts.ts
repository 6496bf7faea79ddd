import { checks, demand, each, type Finding } from "../lib/check.ts";
import { hostMounts, serviceHostMounts, type HostMount } from "../lib/mounts.ts";
import type { Rule } from "../lib/rule.ts";

export const readOnlyHostMounts: Rule = {
  name: "read-only-host-mounts",
  description: "What a container sees of the host it cannot write.",
  severity: "high",
  remediationSteps: "Set readOnly: true; what the service writes belongs into a named volume.",
  meta: { cis: ["5.6"], soc2: ["CC6.1"], iso27001: ["A.8.3", "A.8.9"] },
  validateResource: checks({
    container: [(container) => judge(hostMounts(container))],
    service: [(service) => judge(serviceHostMounts(service))],
  }),
};

function judge(mounts: readonly HostMount[]): Iterable<Finding> {
  return each(mounts, ({ field, source, readOnly }) => demand(readOnly, "mount the host read-only", field, source, `set ${field.replace(/(?:source|hostPath)$/, "readOnly")}: true, or use a named volume`));
}
