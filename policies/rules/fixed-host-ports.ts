import { checks, demand, each } from "../lib/check.ts";
import type { Rule } from "../lib/rule.ts";

/** A port that the engine chooses is another at each start, and replaces the container on every preview. */
export const fixedHostPorts: Rule = {
  name: "fixed-host-ports",
  description: "Each published port is named; the engine chooses none.",
  severity: "medium",
  remediationSteps: "Name each port in ports with its external number, and leave publishAllPorts out.",
  meta: { cis: ["5.9"], soc2: ["CC6.6"], iso27001: ["A.8.9", "A.8.20", "A.8.21", "A.8.22"] },
  validateResource: checks({
    container: [
      ({ publishAllPorts }) => demand(publishAllPorts !== true, "publish only ports that it names", "publishAllPorts", publishAllPorts, "set publishAllPorts: false"),
      ({ ports }) =>
        each(ports, ({ external }, i) => demand((external ?? 0) > 0, "publish only ports that it names", `ports[${i}].external`, external, "choose a port from 1024 to 65535")),
    ],
  }),
};
