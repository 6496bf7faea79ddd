import { checks, demand, each } from "../lib/check.ts";
import type { Rule } from "../lib/rule.ts";

export const seccompProfile: Rule = {
  name: "seccomp-profile",
  description: "The filter of system calls is on.",
  severity: "critical",
  remediationSteps: "Remove the unconfined option from securityOpts.",
  meta: { cis: ["5.22"], soc2: ["CC6.1", "CC6.8"], iso27001: ["A.8.7", "A.8.8", "A.8.9"], sources: ["OWASP Docker rule 6"] },
  validateResource: checks({
    container: [
      ({ securityOpts }) =>
        each(securityOpts, (option, i) => demand(!/^seccomp[=:]unconfined$/.test(option), "keep the filter of system calls", `securityOpts[${i}]`, option, "remove it")),
    ],
  }),
};
