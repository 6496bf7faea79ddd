import { checks, show, type Finding } from "../lib/check.ts";
import type { Rule } from "../lib/rule.ts";

const UID_GID = /^[1-9]\d*(?::(?:0|[1-9]\d*))?$/;
const HIGHEST_ID = 2 ** 31 - 1;

/**
 * Group 0 is allowed: a numeric user that the image's passwd file does not know gets it anyway, so that refusing
 * "1000:0" while "1000" passes would say nothing.
 */
export const nonRootUser: Rule = {
  name: "non-root-user",
  description: "Containers run as a numeric user that is not root.",
  severity: "high",
  remediationSteps: 'Set user to "uid:gid" with a uid from 1, and make that user the owner of what the service writes.',
  meta: { cis: ["4.1"], soc2: ["CC6.1", "CC6.3"], iso27001: ["A.8.2", "A.8.18"], sources: ["OWASP Docker rule 2"] },
  validateResource: checks({
    container: [(container) => judge("user", container.user)],
    service: [(service) => judge("taskSpec.containerSpec.user", service.taskSpec?.containerSpec?.user)],
  }),
};

function judge(field: string, user: unknown): Finding | undefined {
  if (typeof user === "string" && UID_GID.test(user) && user.split(":").every((id) => Number(id) <= HIGHEST_ID)) return undefined;
  return { must: "run as a numeric user other than root", got: show(field, user), fix: `set ${field}: "1000:1000"` };
}
