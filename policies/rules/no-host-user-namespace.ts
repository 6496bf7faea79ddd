import { checks, demand } from "../lib/check.ts";
import type { Rule } from "../lib/rule.ts";

export const noHostUserNamespace: Rule = {
  name: "no-host-user-namespace",
  description: "Containers have their own user numbers, not those of the host.",
  severity: "medium",
  remediationSteps: "Remove usernsMode.",
  meta: { cis: ["5.31"], soc2: ["CC6.1"], iso27001: ["A.8.9"] },
  validateResource: checks({
    container: [
      ({ usernsMode }) => demand(usernsMode !== "host", "have its own user numbers", "usernsMode", usernsMode, "remove usernsMode"),
    ],
  }),
};
