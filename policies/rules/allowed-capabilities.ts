import { checks, each, show, type Finding } from "../lib/check.ts";
import type { Rule } from "../lib/rule.ts";

interface Options {
  readonly allowed: readonly string[];
}

/** What an image's entry point needs to take over its data directory and leave its first user. */
const ALLOWED = ["CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_NET_BIND_SERVICE", "CAP_SETGID", "CAP_SETUID"];

/** The engine reads CHOWN back as CAP_CHOWN, and the provider takes that for drift: one spelling only. */
export const allowedCapabilities: Rule = {
  name: "allowed-capabilities",
  description: "Containers take back only capabilities of a short list.",
  severity: "high",
  remediationSteps: "Remove the capability, or have the security team add it to the option `allowed`.",
  configSchema: { properties: {
    allowed: { type: "array", items: { type: "string", pattern: "^CAP_[A-Z_]+$" }, default: ALLOWED, description: "Capabilities that a container may take back, spelt CAP_*." },
  } },
  meta: { cis: ["5.4"], soc2: ["CC6.1", "CC6.3"], iso27001: ["A.8.2", "A.8.9", "A.8.18"], sources: ["OWASP Docker rule 3"] },
  validateResource: checks<Options>({
    container: [
      ({ capabilities }, { allowed }) => judge("capabilities.adds", capabilities?.adds, allowed),
    ],
    service: [
      ({ taskSpec }, { allowed }) => judge("taskSpec.containerSpec.capAdds", taskSpec?.containerSpec?.capAdds, allowed),
    ],
  }),
};

function judge(field: string, adds: readonly string[] | undefined, allowed: readonly string[]): Iterable<Finding> {
  return each(adds, (name, i) => {
    if (allowed.includes(name)) return undefined;
    const spelling = `CAP_${name.toUpperCase().replace(/^CAP_/, "")}`;
    const fix = allowed.includes(spelling) ? `write "${spelling}", as the engine reads it back` : `remove it; allowed are ${allowed.join(", ")}`;
    return { must: "add only allowed capabilities", got: show(`${field}[${i}]`, name), fix };
  });
}
