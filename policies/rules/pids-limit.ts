import type { PolicyResource } from "@pulumi/policy";
import type { Rule } from "../lib/rule.ts";
import { stackCheck, type Located, type Stack } from "../lib/stack.ts";

const COMMAND = "command:local:Command";
/** In the command of a step, or in a trigger: `docker update --pids-limit 256`, `pids limit 256`. */
const SETS = /pids[- ]?limit[= ]+[1-9]/i;

/**
 * The provider has no input for it, and the engine's own limit does not come back into the state: the pack sees only that a step says it sets the
 * limit. Whether it did is seen on the engine.
 */
export const pidsLimit: Rule = {
  name: "pids-limit",
  description: "A step sets the limit of processes of each container.",
  severity: "high",
  remediationSteps: "Have a command that depends on the container set it (`docker update --pids-limit`), or bound the user's processes by an ulimit nproc.",
  meta: { cis: ["5.29"], soc2: ["A1.1"], iso27001: ["A.8.6", "A.8.9"], sources: ["OWASP Docker rule 7"] },
  validateStack: stackCheck(judge),
};

function judge(stack: Stack): Located[] {
  const stepsOf = new Map<PolicyResource, PolicyResource[]>();
  for (const step of stack.resources.filter((r) => r.type === COMMAND)) {
    for (const other of new Set(step.dependencies)) stepsOf.set(other, [...(stepsOf.get(other) ?? []), step]);
  }
  return stack.of("container").flatMap((resource) => {
    const said = (stepsOf.get(resource) ?? []).map((step) => stack.read(step, saysSo));
    const bounded = stack.read(resource, ({ ulimits }) => (ulimits ?? []).some((u: { name: string; hard: number }) => u.name === "nproc" && u.hard > 0));
    if (said.includes(true) || said.includes(undefined) || bounded !== false) return [];
    return [{ resource, must: "have a limit of processes", got: "no step that sets one, and no ulimit nproc", fix: "run `docker update --pids-limit 256` in a command that depends on it" }];
  });
}

const saysSo = ({ create, triggers }: Record<string, any>): boolean => SETS.test(String(create)) || (triggers ?? []).some((text: unknown) => SETS.test(String(text)));
