import { checks, demand } from "../lib/check.ts";
import type { Rule } from "../lib/rule.ts";

/** The engine waits twice as long each time, up to a minute: unless-stopped does no harm. `always` would start what was stopped by hand. */
export const boundedRestart: Rule = {
  name: "bounded-restart",
  description: "A container that dies comes back, within bounds.",
  severity: "medium",
  remediationSteps: 'Set restart: "unless-stopped", or "on-failure" with maxRetryCount from 1 to 5.',
  meta: { cis: ["5.15"], soc2: ["A1.2"], iso27001: ["A.8.9", "A.8.14"] },
  validateResource: checks({
    container: [
      ({ restart }) => demand(restart === "unless-stopped" || restart === "on-failure", "come back after a failure, within bounds", "restart", restart, 'set restart: "unless-stopped"'),
      ({ restart, maxRetryCount }) =>
        demand(restart !== "on-failure" || isFew(maxRetryCount), "come back after a failure, within bounds", "maxRetryCount", maxRetryCount, "set maxRetryCount: 5"),
    ],
    service: [
      ({ taskSpec }) => {
        const policy = taskSpec?.restartPolicy;
        return demand(policy?.condition !== "none", "come back after a failure, within bounds", "taskSpec.restartPolicy.condition", policy?.condition, 'set taskSpec.restartPolicy.condition: "any"');
      },
    ],
  }),
};

const isFew = (count: number | undefined): boolean => count !== undefined && count >= 1 && count <= 5;
