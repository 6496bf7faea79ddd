import { checks, demand, type Finding } from "../lib/check.ts";
import type { Rule } from "../lib/rule.ts";

/** A check in the image is not seen here: the program says it again, or it may be missing after the next pull. */
export const healthCheck: Rule = {
  name: "health-check",
  description: "Every container says how its health is asked.",
  severity: "high",
  remediationSteps: "Give the service a health check; NONE is none.",
  meta: { cis: ["4.6", "5.27"], soc2: ["CC7.2"], iso27001: ["A.8.9", "A.8.16"] },
  validateResource: checks({
    container: [({ healthcheck }) => judge("healthcheck.tests", healthcheck?.tests)],
    service: [({ taskSpec }) => judge("taskSpec.containerSpec.healthcheck.tests", taskSpec?.containerSpec?.healthcheck?.tests)],
  }),
};

function judge(field: string, tests: readonly string[] | undefined): Finding | undefined {
  const [kind, first] = tests ?? [];
  return demand((kind === "CMD" || kind === "CMD-SHELL") && first !== undefined && first.trim() !== "", "have a health check", field, tests, `set ${field}: ["CMD-SHELL", "..."]`);
}
