import { seconds } from "../lib/durations.ts";
import type { Rule } from "../lib/rule.ts";
import { stackCheck, type Located, type Stack } from "../lib/stack.ts";

interface Options {
  readonly hostCpus?: number;
  readonly share: number;
  readonly secondsPerProbe: number;
}

export const probeBudget: Rule = {
  name: "probe-budget",
  description: "The health checks of a stack together take a small part of the host.",
  severity: "medium",
  remediationSteps: "Use a slower health class: a deploy probes fast on its own, whatever the interval.",
  configSchema: { properties: {
    hostCpus: { type: "number", exclusiveMinimum: 0, description: "CPUs of the host; without it the sum is not judged." },
    share: { type: "number", exclusiveMinimum: 0, maximum: 1, default: 0.05, description: "Part of the host's CPUs that checks may take." },
    secondsPerProbe: { type: "number", exclusiveMinimum: 0, default: 0.026, description: "CPU seconds of one check: 26 ms were measured for 60 containers on 2 cores." },
  } },
  meta: { cis: [], soc2: ["A1.1"], iso27001: ["A.8.6", "A.8.9"], advisoryIn: ["dev", "staging"] },
  validateStack: stackCheck<Options>(judge),
};

function judge(stack: Stack, { hostCpus, share, secondsPerProbe }: Options): Located[] {
  if (hostCpus === undefined) return [];
  const cost = stack.of("container").map((resource) => ({ resource, cpus: secondsPerProbe / (stack.read(resource, ({ healthcheck }) => interval(healthcheck)) ?? Infinity) }));
  const sum = cost.reduce((total, { cpus }) => total + cpus, 0);
  const [largest] = cost.sort((a, b) => b.cpus - a.cpus);
  const budget = Number((share * hostCpus).toFixed(3));
  if (largest === undefined || sum <= budget) return [];
  return [{ resource: largest.resource, must: `keep all health checks within ${budget} of ${hostCpus} CPUs`, got: `about ${sum.toFixed(2)} CPUs by ${cost.length} containers`, fix: "use longer intervals, first here" }];
}

/** Seconds; the engine's default is 30. */
function interval(healthcheck: { interval?: string; tests?: readonly string[] } | undefined): number {
  if (healthcheck === undefined || (healthcheck.tests ?? []).length === 0) return Infinity;
  return seconds(healthcheck.interval) || 30;
}
