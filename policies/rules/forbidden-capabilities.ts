import { checks, demand, each, type Finding } from "../lib/check.ts";
import type { Rule } from "../lib/rule.ts";

/** Each is known to lead out of a container, or to the traffic of others; allowed-capabilities cannot give them back. */
const FORBIDDEN: ReadonlySet<string> = new Set(["ALL", "BPF", "DAC_READ_SEARCH", "MAC_ADMIN", "MAC_OVERRIDE", "MKNOD", "NET_ADMIN", "NET_RAW", "PERFMON", "SYSLOG", "SYS_ADMIN", "SYS_BOOT", "SYS_MODULE", "SYS_PTRACE", "SYS_RAWIO", "SYS_TIME"]);

export const forbiddenCapabilities: Rule = {
  name: "forbidden-capabilities",
  description: "No container has a capability that opens the host.",
  severity: "critical",
  remediationSteps: "Remove the capability; what needs it belongs on the host, not into a container of the platform.",
  meta: { cis: ["5.4"], soc2: ["CC6.1", "CC6.3"], iso27001: ["A.8.2", "A.8.9", "A.8.18"], sources: ["OWASP Docker rule 3"] },
  validateResource: checks({
    container: [
      ({ capabilities }) => judge("capabilities.adds", capabilities?.adds),
    ],
    service: [
      ({ taskSpec }) => judge("taskSpec.containerSpec.capAdds", taskSpec?.containerSpec?.capAdds),
    ],
  }),
};

function judge(field: string, adds: readonly string[] | undefined): Iterable<Finding> {
  return each(adds, (name, i) => demand(!FORBIDDEN.has(name.toUpperCase().replace(/^CAP_/, "")), "have no capability that opens the host", `${field}[${i}]`, name, "remove it"));
}
