import type { PolicyResource } from "@pulumi/policy";
import { labelIn, serviceOf, TIER_LABEL } from "../lib/labels.ts";
import type { Rule } from "../lib/rule.ts";
import { stackCheck, type Located, type Stack } from "../lib/stack.ts";

/** A cycle of dependencies cannot reach the pack: Pulumi takes a resource only after those it depends on. */
export const tierOrder: Rule = {
  name: "tier-order",
  description: "A service stands on services of its own tier or of one below, never above.",
  severity: "medium",
  remediationSteps: "Move the service to a higher tier, or turn the dependency round.",
  meta: { cis: [], soc2: ["CC8.1"], iso27001: ["A.8.9"] },
  validateStack: stackCheck(judge),
};

/** Tiers are numbers from 1; a container without the label sutazai.tier has none and is not judged. */
function judge(stack: Stack): Located[] {
  return stack.of("container").flatMap((resource) => {
    const own = tierOf(stack, resource);
    return resource.dependencies.flatMap((other) => {
      const tier = other.type === resource.type ? tierOf(stack, other) : undefined;
      if (own === undefined || tier === undefined || tier <= own) return [];
      return [{ resource, must: "depend on no service of a higher tier", got: `tier ${own}, and ${serviceOf(other)} of tier ${tier}`, fix: `move it to tier ${tier} or above, or remove the dependency` }];
    });
  });
}

function tierOf(stack: Stack, resource: PolicyResource): number | undefined {
  const tier = stack.read(resource, ({ labels }) => Number(labelIn(labels, TIER_LABEL)));
  return tier !== undefined && Number.isInteger(tier) && tier > 0 ? tier : undefined;
}
