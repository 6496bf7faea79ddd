import { checks, demand } from "../lib/check.ts";
import type { Rule } from "../lib/rule.ts";

export const readOnlyRoot: Rule = {
  name: "read-only-root",
  description: "The root file system of a container is read-only.",
  severity: "high",
  remediationSteps: "Set readOnly: true, and give what the service writes a volume or a tmpfs of bounded size.",
  meta: { cis: ["5.13"], soc2: ["CC6.8"], iso27001: ["A.8.7", "A.8.8", "A.8.9", "A.8.19"], sources: ["OWASP Docker rule 8"] },
  validateResource: checks({
    container: [
      ({ readOnly }) => demand(readOnly === true, "have a read-only root file system", "readOnly", readOnly, "set readOnly: true"),
    ],
    service: [
      ({ taskSpec }) =>
        demand(taskSpec?.containerSpec?.readOnly === true, "have a read-only root file system", "taskSpec.containerSpec.readOnly", taskSpec?.containerSpec?.readOnly, "set taskSpec.containerSpec.readOnly: true"),
    ],
  }),
};
