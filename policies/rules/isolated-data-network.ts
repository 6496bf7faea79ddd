import { checks, demand } from "../lib/check.ts";
import type { Rule } from "../lib/rule.ts";

interface Options {
  readonly networks: readonly string[];
}

const MASQUERADE = "com.docker.network.bridge.enable_ip_masquerade";

export const isolatedDataNetwork: Rule = {
  name: "isolated-data-network",
  description: "Networks of data stores have no way out to the world.",
  severity: "medium",
  remediationSteps: 'Set internal: true, or the option com.docker.network.bridge.enable_ip_masquerade to "false", which leaves published ports working.',
  configSchema: { properties: {
    networks: { type: "array", items: { type: "string" }, default: ["database"], description: "Networks of data stores: the name, or its end after a hyphen." },
  } },
  meta: { cis: ["2.2"], soc2: ["CC6.6"], iso27001: ["A.8.9", "A.8.20", "A.8.22"] },
  validateResource: checks<Options>({
    network: [
      ({ name, internal, options }, { networks }) =>
        demand(
          !networks.some((data) => name === data || name?.endsWith(`-${data}`)) || internal === true || options?.[MASQUERADE] === "false",
          "have no way out, since data stores are on it",
          `options["${MASQUERADE}"]`,
          options?.[MASQUERADE],
          'set it to "false"',
        ),
    ],
  }),
};
