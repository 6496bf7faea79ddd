import { checks, demand } from "../lib/check.ts";
import type { Rule } from "../lib/rule.ts";

export const noPrivileged: Rule = {
  name: "no-privileged",
  description: "No container is privileged.",
  severity: "critical",
  remediationSteps: "Remove privileged; give the one capability that is missing, if it is an allowed one.",
  meta: { cis: ["5.5"], soc2: ["CC6.1"], iso27001: ["A.8.2", "A.8.9", "A.8.18"] },
  validateResource: checks({
    container: [
      ({ privileged }) => demand(privileged !== true, "not be privileged", "privileged", privileged, "set privileged: false"),
    ],
  }),
};
