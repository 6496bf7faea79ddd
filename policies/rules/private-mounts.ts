import { checks, demand, each, type Finding } from "../lib/check.ts";
import { hostMounts, serviceHostMounts, type HostMount } from "../lib/mounts.ts";
import type { Rule } from "../lib/rule.ts";

export const privateMounts: Rule = {
  name: "private-mounts",
  description: "Mounts of a container do not spread to the host.",
  severity: "high",
  remediationSteps: 'Remove bindOptions.propagation, or set it to "rprivate".',
  meta: { cis: ["5.20"], soc2: ["CC6.1"], iso27001: ["A.8.3", "A.8.9"] },
  validateResource: checks({
    container: [(container) => judge(hostMounts(container))],
    service: [(service) => judge(serviceHostMounts(service))],
  }),
};

function judge(mounts: readonly HostMount[]): Iterable<Finding> {
  return each(mounts, ({ field, propagation }) =>
    demand(propagation === undefined || /^r?private$/.test(propagation), "keep its mounts to itself", field.replace(/source$/, "bindOptions.propagation"), propagation, 'set it to "rprivate"'),
  );
}
