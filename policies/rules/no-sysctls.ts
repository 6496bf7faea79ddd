import { checks, demand, type Finding } from "../lib/check.ts";
import type { Rule } from "../lib/rule.ts";

export const noSysctls: Rule = {
  name: "no-sysctls",
  description: "Containers set no parameters of the kernel.",
  severity: "medium",
  remediationSteps: "Remove the parameters; what the service needs is set on the host and written down there.",
  meta: { cis: [], soc2: ["CC6.1"], iso27001: ["A.8.9"], sources: ["OWASP Docker rule 3"] },
  validateResource: checks({
    container: [
      ({ sysctls }) => judge("sysctls", sysctls),
    ],
    service: [
      ({ taskSpec }) => judge("taskSpec.containerSpec.sysctl", taskSpec?.containerSpec?.sysctl),
    ],
  }),
};

function judge(field: string, parameters: Readonly<Record<string, string>> | undefined): Finding | undefined {
  return demand(Object.keys(parameters ?? {}).length === 0, "set no kernel parameters", field, parameters, `remove ${field}`);
}
