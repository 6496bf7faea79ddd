import { checks, demand } from "../lib/check.ts";
import { seconds } from "../lib/durations.ts";
import { writesVolume } from "../lib/mounts.ts";
import type { Rule } from "../lib/rule.ts";

const MUST = "take back an update that fails";

/** Two of a service that writes to a volume must not run at once: it keeps stop-first. Swarm watches for 5 seconds unless told otherwise. */
export const updateRollback: Rule = {
  name: "update-rollback",
  description: "An update of a swarm service that fails is taken back.",
  severity: "high",
  remediationSteps: 'Set updateConfig: { failureAction: "rollback", order: "start-first", monitor: "1m0s" }.',
  meta: { cis: [], soc2: ["A1.2", "CC8.1"], iso27001: ["A.8.9", "A.8.14", "A.8.32"] },
  validateResource: checks({
    service: [
      ({ updateConfig }) => demand(updateConfig?.failureAction === "rollback", MUST, "updateConfig.failureAction", updateConfig?.failureAction, 'set updateConfig.failureAction: "rollback"'),
      ({ updateConfig }) => demand((seconds(updateConfig?.monitor) ?? 5) >= 30, MUST, "updateConfig.monitor", updateConfig?.monitor, 'set updateConfig.monitor: "1m0s", longer than the service takes to turn healthy'),
      ({ updateConfig, taskSpec }) =>
        demand(
          updateConfig?.order === "start-first" || writesVolume(taskSpec?.containerSpec ?? {}),
          MUST,
          "updateConfig.order",
          updateConfig?.order,
          'set updateConfig.order: "start-first", so that the old one serves until the new one does',
        ),
    ],
  }),
};
