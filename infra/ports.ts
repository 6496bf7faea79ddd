import type { Problem } from "./problems.ts";
import type { Service } from "./service.ts";
import { tierTitle } from "./service.ts";

export interface PortRange {
  readonly from: number;
  readonly to: number;
  readonly use: string;
}

const CORE: PortRange = { from: 10000, to: 10099, use: "core" };
const VECTOR: PortRange = { from: 10100, to: 10199, use: "AI and vector stores" };
const MONITORING: PortRange = { from: 10200, to: 10299, use: "monitoring" };
const APPLICATIONS: PortRange = { from: 10300, to: 10599, use: "third-party AI applications" };
const AGENTS: PortRange = { from: 11000, to: 11999, use: "agents" };

/** Host ports of each tier (report R2.4; 10300-10599 as read in the legacy estate). */
export const TIER_RANGES: Record<number, readonly PortRange[]> = {
  1: [CORE],
  2: [VECTOR],
  3: [CORE],
  4: [CORE],
  5: [MONITORING],
  6: [APPLICATIONS, AGENTS],
  7: [APPLICATIONS, AGENTS],
  8: [APPLICATIONS, AGENTS],
  9: [APPLICATIONS, AGENTS],
};

export interface PortEntry {
  readonly port: number;
  readonly container: number;
  readonly protocol: string;
  readonly service: string;
  readonly tier: number;
  readonly label: string;
  /** Why it lies outside its tier's range. */
  readonly reason?: string;
}

/** The port registry: every host port of the catalogue, sorted. */
export function portRegistry(services: readonly Service[]): PortEntry[] {
  return services
    .flatMap((s) =>
      s.ports.map((p) => ({
        port: p.host,
        container: p.container,
        protocol: p.protocol,
        service: s.name,
        tier: s.tier,
        label: p.label ?? "",
        ...(p.outOfRange ? { reason: p.outOfRange } : {}),
      })),
    )
    .sort((a, b) => a.port - b.port || a.protocol.localeCompare(b.protocol) || a.service.localeCompare(b.service));
}

/** Duplicate host ports, and ports outside their tier's range without a reason. */
export function portProblems(services: readonly Service[]): Problem[] {
  const problems: Problem[] = [];
  const holders = new Map<string, string>();
  for (const s of services) {
    s.ports.forEach((p, i) => {
      const path = `services.${s.name}.ports[${i}].host`;
      const key = `${p.host}/${p.protocol}`;
      const holder = holders.get(key);
      if (holder) {
        problems.push({ path, rule: "a host port that no other service has", got: `${key}, taken by ${holder}`, fix: `give ${s.name} or ${holder} a free port (./sutazai ports lists them)` });
      } else holders.set(key, s.name);
      const ranges = TIER_RANGES[s.tier] ?? [];
      if (!p.outOfRange && !ranges.some((r) => p.host >= r.from && p.host <= r.to)) {
        const words = ranges.map((r) => `${r.from}-${r.to}`).join(" or ");
        problems.push({ path, rule: `${words} for ${tierTitle(s.tier)}`, got: String(p.host), fix: `choose a free port of that range, or say why in ports[${i}].outOfRange` });
      }
    });
  }
  return problems;
}
