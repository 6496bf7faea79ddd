import type { Rule } from "../lib/rule.ts";
import { networksOf } from "../lib/stack-networks.ts";
import { stackCheck, type Located, type Stack } from "../lib/stack.ts";

/** Together with the tiers of networks this is what makes a service reachable only where an edge was declared: who shares no network cannot be reached. */
export const declaredNetworks: Rule = {
  name: "declared-networks",
  description: "Containers join only networks that their own stack declares.",
  severity: "high",
  remediationSteps: "Declare the network in the program, and join it by its output `name`.",
  meta: { cis: ["5.30"], soc2: ["CC6.6"], iso27001: ["A.8.9", "A.8.20", "A.8.22", "A.8.31"] },
  validateStack: stackCheck(judge),
};

function judge(stack: Stack): Located[] {
  const names = stack.of("network").map((resource) => stack.read(resource, (props) => props.name as string | undefined));
  if (names.includes(undefined)) return [];
  return stack.of("container", "service").flatMap((resource) =>
    networksOf(stack, resource).flatMap((name) =>
      names.includes(name) ? [] : [{ resource, must: "join only networks of its stack", got: `network "${name}"`, fix: "declare it in the program" }],
    ),
  );
}
