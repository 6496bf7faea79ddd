import { checks, demand, each } from "../lib/check.ts";
import type { Rule } from "../lib/rule.ts";

export const noHostNetwork: Rule = {
  name: "no-host-network",
  description: "Containers have a network of their own, neither the host's nor another container's.",
  severity: "high",
  remediationSteps: 'Set networkMode: "bridge", and join the networks that the service needs.',
  meta: { cis: ["5.10"], soc2: ["CC6.6"], iso27001: ["A.8.9", "A.8.20", "A.8.21", "A.8.22"] },
  validateResource: checks({
    container: [
      ({ networkMode }) =>
        demand(networkMode !== "host" && networkMode?.startsWith("container:") !== true, "have a network of its own", "networkMode", networkMode, 'set networkMode: "bridge"'),
    ],
    service: [
      ({ taskSpec }) =>
        each(taskSpec?.networksAdvanceds, ({ name }, i) => demand(name !== "host", "have a network of its own", `taskSpec.networksAdvanceds[${i}].name`, name, "name an overlay network")),
    ],
  }),
};
