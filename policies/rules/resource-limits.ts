import { checks, show, type Finding } from "../lib/check.ts";
import { MINIMUM_NANO_CPUS, parseCpus, stableCpus } from "../lib/cpus.ts";
import type { Rule } from "../lib/rule.ts";

const MIB = 1024 * 1024;
/** The engine starts no container with less. */
const MINIMUM_MIB = 6;
const LIMITS = "taskSpec.resources.limits";

/**
 * memorySwap counts memory and swap together, so equal means no swap. A swarm service has no such input: its swap is
 * bounded by the host alone.
 */
export const resourceLimits: Rule = {
  name: "resource-limits",
  description: "Containers have limits on memory, swap and CPUs, and reserve no more than they may use.",
  severity: "high",
  remediationSteps: "Give the service a size class, or set memory, memorySwap and cpus (for a swarm service, taskSpec.resources.limits).",
  meta: { cis: ["5.11", "5.12"], soc2: ["A1.1"], iso27001: ["A.8.6"], sources: ["OWASP Docker rule 7"] },
  validateResource: checks({
    container: [
      (container) => memory("memory", container.memory, MINIMUM_MIB, "MiB"),
      (container) => swap(container.memory, container.memorySwap),
      (container) => reservation("memoryReservation", container.memoryReservation, "memory", container.memory),
      (container) => cpus(container.cpus),
    ],
    service: [
      ({ taskSpec }) => memory(`${LIMITS}.memoryBytes`, taskSpec?.resources?.limits?.memoryBytes, MINIMUM_MIB * MIB, "bytes"),
      ({ taskSpec }) =>
        reservation(
          "taskSpec.resources.reservation.memoryBytes",
          taskSpec?.resources?.reservation?.memoryBytes,
          `${LIMITS}.memoryBytes`,
          taskSpec?.resources?.limits?.memoryBytes,
        ),
      ({ taskSpec }) => nanoCpus(taskSpec?.resources?.limits?.nanoCpus),
    ],
  }),
};

function memory(field: string, value: unknown, minimum: number, unit: string): Finding | undefined {
  if (isWhole(value) && value >= minimum) return undefined;
  return {
    must: `limit memory to a whole number of ${unit}, ${minimum} or more`,
    got: show(field, value),
    fix: `set ${field}: ${unit === "MiB" ? 512 : 512 * MIB}`,
  };
}

function swap(limit: unknown, value: unknown): Finding | undefined {
  if (!isWhole(limit) || value === limit) return undefined;
  return { must: "have memorySwap equal to memory, which means no swap", got: show("memorySwap", value), fix: `set memorySwap: ${limit}` };
}

/** The provider writes 0 for a reservation that is not set. */
function reservation(field: string, value: unknown, limitField: string, limit: unknown): Finding | undefined {
  if (value === undefined || value === null || value === 0 || !isWhole(limit)) return undefined;
  if (isWhole(value) && value > 0 && value <= limit) return undefined;
  return { must: `reserve no more memory than ${limitField} ${limit}`, got: show(field, value), fix: `set ${field}: ${limit}, or less` };
}

function cpus(value: unknown): Finding | undefined {
  const nano = parseCpus(value);
  if (nano === undefined || nano < MINIMUM_NANO_CPUS) {
    return { must: "limit CPUs to a decimal of 0.01 or more", got: show("cpus", value), fix: 'set cpus: "0.5"' };
  }
  const spelling = stableCpus(nano);
  if (value === spelling) return undefined;
  return { must: "spell cpus as the provider reads it back", got: show("cpus", value), fix: `set cpus: "${spelling}"` };
}

function nanoCpus(value: unknown): Finding | undefined {
  if (isWhole(value) && value >= Number(MINIMUM_NANO_CPUS)) return undefined;
  const field = `${LIMITS}.nanoCpus`;
  return { must: `limit CPUs to a whole number of billionths, ${MINIMUM_NANO_CPUS} or more`, got: show(field, value), fix: `set ${field}: 500000000` };
}

function isWhole(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value);
}
