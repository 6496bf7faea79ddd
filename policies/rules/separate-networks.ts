import type { Rule } from "../lib/rule.ts";
import { networksOf } from "../lib/stack-networks.ts";
import { stackCheck, type Located, type Stack } from "../lib/stack.ts";

interface Options {
  readonly apart: readonly (readonly string[])[];
}

export const separateNetworks: Rule = {
  name: "separate-networks",
  description: "No container is on two networks that are to be kept apart.",
  severity: "high",
  remediationSteps: "Remove one of the two; a gateway or the backend stands between them.",
  configSchema: { properties: {
    apart: { type: "array", items: { type: "array", minItems: 2, items: { type: "string" } }, default: [["frontend", "database"]], description: "Groups of networks, of which a container may join one: the name, or its end after a hyphen." },
  } },
  meta: { cis: [], soc2: ["CC6.6"], iso27001: ["A.8.9", "A.8.20", "A.8.22"] },
  validateStack: stackCheck<Options>(judge),
};

function judge(stack: Stack, { apart }: Options): Located[] {
  return stack.of("container", "service").flatMap((resource) => {
    const names = networksOf(stack, resource);
    return apart.flatMap((group) => {
      const joined = names.filter((name) => group.some((end) => name === end || name.endsWith(`-${end}`)));
      return joined.length < 2 ? [] : [{ resource, must: `not be on both ${group.join(" and ")}`, got: `networks ${joined.join(", ")}`, fix: "remove one; let a service between them pass on what is needed" }];
    });
  });
}
