import { checks, demand } from "../lib/check.ts";
import type { Rule } from "../lib/rule.ts";

export const noHostCgroupNamespace: Rule = {
  name: "no-host-cgroup-namespace",
  description: "Containers have their own view of the control groups, not the host's.",
  severity: "medium",
  remediationSteps: 'Set cgroupnsMode: "private".',
  meta: { cis: [], soc2: ["CC6.1"], iso27001: ["A.8.9"] },
  validateResource: checks({
    container: [
      ({ cgroupnsMode }) => demand(cgroupnsMode !== "host", "have its own view of the control groups", "cgroupnsMode", cgroupnsMode, 'set cgroupnsMode: "private"'),
    ],
  }),
};
