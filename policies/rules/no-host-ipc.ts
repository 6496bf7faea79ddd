import { checks, demand } from "../lib/check.ts";
import type { Rule } from "../lib/rule.ts";

export const noHostIpc: Rule = {
  name: "no-host-ipc",
  description: "Containers have their own shared memory, not those of the host or of another container.",
  severity: "medium",
  remediationSteps: 'Set ipcMode: "private".',
  meta: { cis: ["5.17"], soc2: ["CC6.1"], iso27001: ["A.8.9"] },
  validateResource: checks({
    container: [
      ({ ipcMode }) => demand(ipcMode !== "host" && ipcMode?.startsWith("container:") !== true, "have its own shared memory", "ipcMode", ipcMode, 'set ipcMode: "private"'),
    ],
  }),
};
