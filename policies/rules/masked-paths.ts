import { checks, demand, each } from "../lib/check.ts";
import type { Rule } from "../lib/rule.ts";

export const maskedPaths: Rule = {
  name: "masked-paths",
  description: "The paths of the kernel that the engine masks stay masked.",
  severity: "high",
  remediationSteps: "Remove the unconfined option from securityOpts.",
  meta: { cis: [], soc2: ["CC6.1"], iso27001: ["A.8.9"] },
  validateResource: checks({
    container: [
      ({ securityOpts }) =>
        each(securityOpts, (option, i) => demand(!/^systempaths[=:]unconfined$/.test(option), "keep the kernel's paths masked", `securityOpts[${i}]`, option, "remove it")),
    ],
  }),
};
