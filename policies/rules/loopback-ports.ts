import { checks, demand, each } from "../lib/check.ts";
import type { Rule } from "../lib/rule.ts";

/** Without an address the engine publishes on all of them, past the host's own firewall. */
export const loopbackPorts: Rule = {
  name: "loopback-ports",
  description: "Ports are published on the loopback address only.",
  severity: "high",
  remediationSteps: 'Set ip: "127.0.0.1" and let the gateway publish the service; a port that is public by intent has an exemption.',
  meta: { cis: ["5.14"], soc2: ["CC6.6"], iso27001: ["A.8.9", "A.8.20", "A.8.21", "A.8.22"], sources: ["OWASP Docker rule 5a"] },
  validateResource: checks({
    container: [
      ({ ports }) => each(ports, (port, i) => demand(isLoopback(port.ip), "publish its ports on the loopback address", `ports[${i}].ip`, port.ip, `set ports[${i}].ip: "127.0.0.1"`)),
    ],
    service: [
      ({ endpointSpec }) => each(endpointSpec?.ports, (port, i) => demand(
          !port.publishedPort,
          "publish no port, since swarm publishes on every address of every node",
          `endpointSpec.ports[${i}].publishedPort`,
          port.publishedPort,
          "let the gateway publish the service",
        )),
    ],
  }),
};

function isLoopback(ip: string | undefined): boolean {
  return ip !== undefined && (/^127(?:\.\d{1,3}){3}$/.test(ip) || ip === "::1");
}
