import { checks, demand } from "../lib/check.ts";
import type { Rule } from "../lib/rule.ts";

export const noHostPid: Rule = {
  name: "no-host-pid",
  description: "Containers have their own process numbers, not those of the host or of another container.",
  severity: "high",
  remediationSteps: "Remove pidMode.",
  meta: { cis: ["5.16"], soc2: ["CC6.1"], iso27001: ["A.8.9"] },
  validateResource: checks({
    container: [
      ({ pidMode }) => demand(pidMode !== "host" && pidMode?.startsWith("container:") !== true, "have its own process numbers", "pidMode", pidMode, "remove pidMode"),
    ],
  }),
};
