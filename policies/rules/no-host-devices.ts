import { checks, demand, type Container } from "../lib/check.ts";
import type { Rule } from "../lib/rule.ts";

export const noHostDevices: Rule = {
  name: "no-host-devices",
  description: "Containers see no devices of the host.",
  severity: "medium",
  remediationSteps: "Remove devices, deviceRequests, deviceCgroupRules and gpus; a GPU service has an exemption.",
  meta: { cis: ["5.18"], soc2: ["CC6.1"], iso27001: ["A.8.9"] },
  validateResource: checks({
    container: [
      ...(["devices", "deviceRequests", "deviceCgroupRules"] as const).map((field) => (container: Container) =>
        demand((container[field] ?? []).length === 0, "see no device of the host", field, container[field], `remove ${field}`),
      ),
      ({ gpus }) => demand(gpus === undefined || gpus === "", "see no device of the host", "gpus", gpus, "remove gpus"),
    ],
  }),
};
