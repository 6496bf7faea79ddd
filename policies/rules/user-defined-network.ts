import { checks, demand } from "../lib/check.ts";
import type { Rule } from "../lib/rule.ts";

export const userDefinedNetwork: Rule = {
  name: "user-defined-network",
  description: "Containers are on networks that were made for them, never on the engine's default bridge alone.",
  severity: "high",
  remediationSteps: "Join a network of the stack by networksAdvanced.",
  meta: { cis: ["5.30"], soc2: ["CC6.6"], iso27001: ["A.8.9", "A.8.20", "A.8.22"], sources: ["OWASP Docker rule 5"] },
  validateResource: checks({
    container: [({ networksAdvanced, networkMode }) =>
      demand((networksAdvanced ?? []).length > 0 || networkMode === "none", "join a network that was made for it", "networksAdvanced", networksAdvanced, 'set networksAdvanced: [{ name: network.name }]'),
    ],
    service: [({ taskSpec }) =>
      demand((taskSpec?.networksAdvanceds ?? []).length > 0, "join a network that was made for it", "taskSpec.networksAdvanceds", taskSpec?.networksAdvanceds, "set taskSpec.networksAdvanceds: [{ name: network.id }]"),
    ],
  }),
};
