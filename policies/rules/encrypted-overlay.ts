import { checks, demand } from "../lib/check.ts";
import type { Rule } from "../lib/rule.ts";

export const encryptedOverlay: Rule = {
  name: "encrypted-overlay",
  description: "Networks between hosts are encrypted.",
  severity: "medium",
  remediationSteps: 'Set options: { encrypted: "true" }.',
  meta: { cis: ["7.3"], soc2: ["CC6.7"], iso27001: ["A.8.9", "A.8.22", "A.8.24"] },
  validateResource: checks({
    network: [({ driver, options }) => demand(driver !== "overlay" || (options?.encrypted !== undefined && options.encrypted !== "false"), "encrypt what goes between hosts", "options.encrypted", options?.encrypted, 'set options: { encrypted: "true" }')],
  }),
};
