import { checks, demand, type Finding } from "../lib/check.ts";
import { seconds } from "../lib/durations.ts";
import type { Rule } from "../lib/rule.ts";

interface HealthCheck {
  readonly interval?: string;
  readonly timeout?: string;
  readonly retries?: number;
  readonly startPeriod?: string;
  readonly startInterval?: string;
}

/** Seconds: a check that starts a process each second already costs a 40th of a CPU. */
const BOUNDS = { interval: [1, 300], timeout: [1, 120], startPeriod: [0, 1800], startInterval: [0.5, 60] } as const;

/** What is not set is the engine's default: 30 s, 30 s, 3 times. A startInterval counts within a startPeriod only. */
export const healthCheckTimes: Rule = {
  name: "health-check-times",
  description: "Health checks come often enough to be of use, and end.",
  severity: "medium",
  remediationSteps: "Use a health class of the catalogue, or times in the bounds that the message says.",
  meta: { cis: ["4.6", "5.27"], soc2: ["CC7.2"], iso27001: ["A.8.9", "A.8.16"] },
  validateResource: checks({
    container: [({ healthcheck }) => judge("healthcheck", healthcheck)],
    service: [({ taskSpec }) => judge("taskSpec.containerSpec.healthcheck", taskSpec?.containerSpec?.healthcheck)],
  }),
};

function judge(field: string, check: HealthCheck | undefined): Finding[] {
  if (check === undefined) return [];
  const must = "ask its health in sensible times";
  const times = Object.entries(BOUNDS).flatMap(([name, [from, to]]) => {
    const text = check[name as keyof typeof BOUNDS];
    const value = seconds(text);
    const well = text === undefined || value === 0 || (value !== undefined && value >= from && value <= to);
    return demand(well, must, `${field}.${name}`, text, `choose ${from}s to ${to}s`) ?? [];
  });
  const { retries } = check;
  const often = demand(retries === undefined || (retries >= 0 && retries <= 30), must, `${field}.retries`, retries, "choose 1 to 30") ?? [];
  const fast = (seconds(check.startInterval) ?? 0) > 0;
  const period = demand(!fast || (seconds(check.startPeriod) ?? 0) > 0, must, `${field}.startPeriod`, check.startPeriod, `set ${field}.startPeriod, in which startInterval counts`) ?? [];
  return [times, often, period].flat();
}
