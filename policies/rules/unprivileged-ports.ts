import { checks, demand, each } from "../lib/check.ts";
import type { Rule } from "../lib/rule.ts";

export const unprivilegedPorts: Rule = {
  name: "unprivileged-ports",
  description: "No port of the host below 1024 is taken.",
  severity: "medium",
  remediationSteps: "Publish on a port from 1024 on.",
  meta: { cis: ["5.8"], soc2: ["CC6.6"], iso27001: ["A.8.9", "A.8.20", "A.8.21", "A.8.22"] },
  validateResource: checks({
    container: [
      ({ ports }) => each(ports, (port, i) => demand((port.external ?? 1024) >= 1024 || port.external === 0, "publish on a port from 1024 on", `ports[${i}].external`, port.external, "choose a port from 1024 to 65535")),
    ],
    service: [
      ({ endpointSpec }) => each(endpointSpec?.ports, (port, i) => demand(
          (port.publishedPort ?? 1024) >= 1024 || port.publishedPort === 0,
          "publish on a port from 1024 on",
          `endpointSpec.ports[${i}].publishedPort`,
          port.publishedPort,
          "choose a port from 1024 to 65535",
        )),
    ],
  }),
};
