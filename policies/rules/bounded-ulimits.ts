import { checks, demand, each } from "../lib/check.ts";
import type { Rule } from "../lib/rule.ts";

/** The kernel's own bound of open files, unless it was raised. */
const HIGHEST = 1_048_576;

export const boundedUlimits: Rule = {
  name: "bounded-ulimits",
  description: "Limits of open files and processes are bounded.",
  severity: "low",
  remediationSteps: "Set soft no higher than hard, and neither to unlimited.",
  meta: { cis: ["5.19"], soc2: ["A1.1"], iso27001: ["A.8.6", "A.8.9"] },
  validateResource: checks({
    container: [
      ({ ulimits }) =>
        each(ulimits, ({ name, soft, hard }, i) =>
          demand(soft >= 0 && hard >= soft && hard <= HIGHEST, "bound its ulimits", `ulimits[${i}]`, { name, soft, hard }, `choose soft and hard from 0 to ${HIGHEST}, soft no higher than hard`),
        ),
    ],
  }),
};
