import { serviceOf } from "../lib/labels.ts";
import type { Rule } from "../lib/rule.ts";
import { volumesOf } from "../lib/stack-volumes.ts";
import { stackCheck, type Located, type Stack } from "../lib/stack.ts";

export const singleWriter: Rule = {
  name: "single-writer",
  description: "A volume is written to by one container.",
  severity: "medium",
  remediationSteps: "Mount it read-only in the others, or give each a volume of its own.",
  meta: { cis: [], soc2: ["PI1.5"], iso27001: ["A.8.3", "A.8.9"] },
  validateStack: stackCheck(judge),
};

function judge(stack: Stack): Located[] {
  const written = stack.of("container", "service").flatMap((resource) => volumesOf(stack, resource).filter(({ readOnly }) => !readOnly).map(({ name }) => ({ resource, name })));
  return written.flatMap(({ resource, name }) => {
    const others = [...new Set(written.filter((w) => w.name === name && w.resource !== resource).map((w) => serviceOf(w.resource)))];
    return others.length === 0 ? [] : [{ resource, must: "be alone in writing to a volume", got: `volume "${name}", which ${others.join(", ")} may write to`, fix: "mount it read-only here or there, or use a volume of its own" }];
  });
}
