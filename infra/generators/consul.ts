import type { Service } from "../service.ts";
import { byName, probesOf, shareNetwork, type Probe } from "./probes.ts";

const CHECKED = { interval: "30s", timeout: "10s" };

/**
 * services.json: every chosen service under its name on the networks. Consul checks those that it can reach; it registers itself.
 * The critical ones carry the tag `critical`.
 */
export function consulServices(self: Service, chosen: readonly Service[]): string {
  const services = chosen
    .filter((s) => s.name !== self.name)
    .sort(byName)
    .map((s) => {
      const [probe] = probesOf(s);
      const port = s.ports[0]?.container ?? probe?.port;
      return {
        id: s.name,
        name: s.name,
        address: s.name,
        ...(port === undefined ? {} : { port }),
        tags: [`tier-${s.tier}`, ...s.profiles, ...(s.critical ? ["critical"] : [])],
        meta: { description: s.description, networks: s.networks.join(",") },
        ...(probe && shareNetwork(self, s) ? { checks: [{ id: `${s.name}-reachable`, name: words(s, probe), ...question(s, probe), ...CHECKED }] } : {}),
      };
    });
  return JSON.stringify({ services }, null, 2);
}

const question = (s: Service, probe: Probe) => (probe.kind === "http" ? { http: `http://${s.name}:${probe.port}${probe.path}` } : { tcp: `${s.name}:${probe.port}` });
const words = (s: Service, probe: Probe) => (probe.kind === "http" ? `GET ${s.name}:${probe.port}${probe.path}` : `connect to ${s.name}:${probe.port}`);
