import type { Service } from "../service.ts";
import type { Surroundings } from "./index.ts";
import { byName, probesOf, shareNetwork } from "./probes.ts";

/** targets.json of health-monitor: every chosen service that it shares a network with, and how to ask it. */
export const healthTargets = (self: Service, chosen: readonly Service[], around: Surroundings): string => targets(self, chosen, around);

const AGENT_TIERS: readonly number[] = [6, 7, 8];

/** targets.json of ai-metrics-exporter: the services of the agents' tiers. */
export const agentTargets = (self: Service, chosen: readonly Service[], around: Surroundings): string =>
  targets(self, chosen.filter((s) => AGENT_TIERS.includes(s.tier)), around);

/** A line a target: the file is read by people too. */
function targets(self: Service, services: readonly Service[], { stack }: Surroundings): string {
  const lines = services
    .filter((s) => s.name !== self.name && shareNetwork(self, s))
    .sort(byName)
    .flatMap((s) => {
      const { name } = s;
      const tier = String(s.tier);
      const [probe] = probesOf(s);
      if (!probe) return [];
      return JSON.stringify(probe.kind === "http" ? { name, tier, kind: "http", url: `http://${name}:${probe.port}${probe.path}` } : { name, tier, kind: "tcp", host: name, port: probe.port });
    });
  return `{"stack": ${JSON.stringify(stack)}, "targets": [\n${lines.join(",\n")}\n]}\n`;
}
