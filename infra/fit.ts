/** Whether the planned services fit on the host, and what to do when they do not. */
import type { HostFacts, PlannedService } from "./plan-types.ts";
import type { Problem } from "./problems.ts";
import { formatCpus, formatMebibytes } from "./units.ts";

/** Share of the host's memory that reservations may take; the rest is for the engine, the page cache and people. */
const MEMORY_SHARE = 0.8;

export interface Fitted {
  readonly services: PlannedService[];
  readonly problems: Problem[];
  /** What was shrunk, in words. */
  readonly notes: string[];
}

/** `refuse` reports each limit above the host and the sum of reservations; `clamp` shrinks them and notes it. */
export function fit(services: readonly PlannedService[], host: Pick<HostFacts, "cpus" | "memory">, mode: "refuse" | "clamp", stack: string): Fitted {
  const problems: Problem[] = [];
  const notes: string[] = [];
  const clampFix = `set sutazai:fit to clamp (pulumi config set sutazai:fit clamp --stack ${stack}), or use a bigger host`;
  const budget = Math.floor(host.memory * MEMORY_SHARE);
  const sum = services.reduce((total, s) => total + s.reservation, 0);
  const scale = Math.min(1, budget / Math.max(1, sum));
  const fitted = services.map((s) => {
    const cpus = Math.min(s.cpus, host.cpus);
    const memory = Math.min(s.memory, budget);
    if (mode === "refuse") {
      if (cpus < s.cpus) problems.push({ path: `services.${s.name}.cpus`, rule: `at most the host's ${host.cpus} CPUs`, got: formatCpus(s.cpus), fix: clampFix });
      if (memory < s.memory) problems.push({ path: `services.${s.name}.memory`, rule: `at most ${formatMebibytes(budget)} (80 % of the host's memory)`, got: formatMebibytes(s.memory), fix: clampFix });
      return s;
    }
    const reservation = Math.max(6, Math.floor(Math.min(s.reservation * scale, memory)));
    if (cpus < s.cpus) notes.push(`${s.name}: ${formatCpus(s.cpus)} -> ${formatCpus(cpus)} CPUs`);
    if (memory < s.memory) notes.push(`${s.name}: ${formatMebibytes(s.memory)} -> ${formatMebibytes(memory)} memory`);
    if (reservation < s.reservation) notes.push(`${s.name}: ${formatMebibytes(s.reservation)} -> ${formatMebibytes(reservation)} reserved`);
    return { ...s, cpus, memory, reservation };
  });
  if (mode === "refuse" && sum > budget) {
    problems.push({ path: "services (sum of reservations)", rule: `at most ${formatMebibytes(budget)} (80 % of the host's memory)`, got: formatMebibytes(sum), fix: clampFix });
  }
  return { services: fitted, problems, notes };
}
