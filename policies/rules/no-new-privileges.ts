import { checks, demand } from "../lib/check.ts";
import type { Rule } from "../lib/rule.ts";

/** The engine takes each of them. */
const FORMS = ["no-new-privileges", "no-new-privileges:true", "no-new-privileges=true"];

/** A swarm service has no such input in the provider: only its image and its user can keep it from setuid files. */
export const noNewPrivileges: Rule = {
  name: "no-new-privileges",
  description: "Processes of a container never gain privileges that their parent lacks.",
  severity: "high",
  remediationSteps: 'Set securityOpts: ["no-new-privileges:true"].',
  meta: { cis: ["5.26"], soc2: ["CC6.8"], iso27001: ["A.8.9"], sources: ["OWASP Docker rule 4"] },
  validateResource: checks({
    container: [
      ({ securityOpts }) =>
        demand(FORMS.some((form) => securityOpts?.includes(form)), "forbid its processes to gain privileges", "securityOpts", securityOpts, 'add "no-new-privileges:true" to securityOpts'),
    ],
  }),
};
