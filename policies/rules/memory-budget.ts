import type { Rule } from "../lib/rule.ts";
import { stackCheck, type Located, type Stack } from "../lib/stack.ts";

interface Options {
  readonly hostMemory?: number;
}

/** A swarm service is left out: it may run on any node. */
export const memoryBudget: Rule = {
  name: "memory-budget",
  description: "What the containers of a stack reserve fits into the memory of the host.",
  severity: "high",
  remediationSteps: "Choose fewer services or smaller classes, or a larger host.",
  configSchema: { properties: {
    hostMemory: { type: "integer", minimum: 1, description: "Memory of the host in MiB; without it the sum is not judged. This platform's pack takes the memory of the machine that it runs on when the engine is there too." },
  } },
  meta: { cis: ["5.11"], soc2: ["A1.1"], iso27001: ["A.8.6", "A.8.9"] },
  validateStack: stackCheck<Options>(judge),
};

function judge(stack: Stack, { hostMemory }: Options): Located[] {
  if (hostMemory === undefined) return [];
  const reserved = stack.of("container").map((resource) => ({ resource, memory: stack.read(resource, (props) => (props.memoryReservation as number | undefined) ?? 0) ?? 0 }));
  const sum = reserved.reduce((total, { memory }) => total + memory, 0);
  const [largest] = reserved.sort((a, b) => b.memory - a.memory);
  if (largest === undefined || sum <= hostMemory) return [];
  return [{ resource: largest.resource, must: `leave the sum of all reservations within the host's ${hostMemory} MiB`, got: `${sum} MiB by ${reserved.length} containers, most of it ${largest.memory} MiB here`, fix: "choose fewer services or smaller classes" }];
}
