import { checks, demand, type Finding } from "../lib/check.ts";
import type { Rule } from "../lib/rule.ts";

/** Docker 20.10 refuses CAP_ALL, so the one spelling is ALL. */
export const dropAllCapabilities: Rule = {
  name: "drop-all-capabilities",
  description: "Containers give up every capability, and take back by name what they need.",
  severity: "high",
  remediationSteps: 'Set capabilities: { drops: ["ALL"] } (for a swarm service, capDrops: ["ALL"]).',
  meta: { cis: ["5.4"], soc2: ["CC6.1", "CC6.3"], iso27001: ["A.8.2", "A.8.9", "A.8.18"], sources: ["OWASP Docker rule 3"] },
  validateResource: checks({
    container: [
      ({ capabilities }) => judge("capabilities.drops", capabilities?.drops),
    ],
    service: [
      ({ taskSpec }) => judge("taskSpec.containerSpec.capDrops", taskSpec?.containerSpec?.capDrops),
    ],
  }),
};

function judge(field: string, drops: readonly string[] | undefined): Finding | undefined {
  return demand(drops?.includes("ALL") === true, "drop every capability", field, drops, `set ${field}: ["ALL"]`);
}
