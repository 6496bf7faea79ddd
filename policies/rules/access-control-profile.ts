import { checks, demand, each } from "../lib/check.ts";
import type { Rule } from "../lib/rule.ts";

export const accessControlProfile: Rule = {
  name: "access-control-profile",
  description: "The profile of mandatory access control (AppArmor, SELinux) is on.",
  severity: "medium",
  remediationSteps: "Remove the unconfined option from securityOpts.",
  meta: { cis: ["5.2", "5.3"], soc2: ["CC6.1"], iso27001: ["A.8.9"], sources: ["OWASP Docker rule 6"] },
  validateResource: checks({
    container: [
      ({ securityOpts }) =>
        each(securityOpts, (option, i) => demand(!/^(?:apparmor[=:]unconfined|label[=:]disable)$/.test(option), "keep its access control profile", `securityOpts[${i}]`, option, "remove it")),
    ],
    service: [
      ({ taskSpec }) => {
        const disable = taskSpec?.containerSpec?.privileges?.seLinuxContext?.disable;
        return demand(disable !== true, "keep its access control profile", "taskSpec.containerSpec.privileges.seLinuxContext.disable", disable, "remove it");
      },
    ],
  }),
};
