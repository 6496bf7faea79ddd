import { checks, demand, each } from "../lib/check.ts";
import type { Rule } from "../lib/rule.ts";

export const noSsh: Rule = {
  name: "no-ssh",
  description: "No container serves SSH.",
  severity: "medium",
  remediationSteps: "Remove the server; `docker exec` and the service's log do its work.",
  meta: { cis: ["5.7"], soc2: ["CC6.6"], iso27001: ["A.8.9", "A.8.20", "A.8.21", "A.8.22"] },
  validateResource: checks({
    container: [
      ({ ports }) => each(ports, (port, i) => demand(port.internal !== 22, "serve no SSH", `ports[${i}].internal`, port.internal, "remove the port and the server behind it")),
    ],
    service: [
      ({ endpointSpec }) => each(endpointSpec?.ports, (port, i) => demand(
          port.targetPort !== 22,
          "serve no SSH",
          `endpointSpec.ports[${i}].targetPort`,
          port.targetPort,
          "remove the port and the server behind it",
        )),
    ],
  }),
};
