import type { PolicyResource } from "@pulumi/policy";
import { serviceOf } from "../lib/labels.ts";
import type { Rule } from "../lib/rule.ts";
import { stackCheck, type Located, type Stack } from "../lib/stack.ts";
import { overlap, parseSubnet, type Subnet } from "../lib/subnet.ts";

interface Placed {
  readonly resource: PolicyResource;
  readonly text: string;
  readonly subnet: Subnet;
}

export const disjointSubnets: Rule = {
  name: "disjoint-subnets",
  description: "The networks of a stack have subnets of their own, written as the engine reads them back.",
  severity: "high",
  remediationSteps: "Give each network a subnet with host bits 0 that no other overlaps, at most /30 small.",
  meta: { cis: [], soc2: ["CC6.6"], iso27001: ["A.8.9", "A.8.20", "A.8.22"] },
  validateStack: stackCheck(judge),
};

function* judge(stack: Stack): Generator<Located> {
  const before: Placed[] = [];
  for (const resource of stack.of("network")) {
    const texts = stack.read(resource, ({ ipamConfigs }) => ((ipamConfigs ?? []) as { subnet?: string }[]).map(({ subnet }) => subnet)) ?? [];
    for (const text of texts) {
      if (text === undefined || text === "" || text.includes(":")) continue;
      const subnet = parseSubnet(text);
      if (subnet === undefined) {
        yield { resource, must: "have an IPv4 subnet with host bits 0, /30 or larger", got: `subnet "${text}"`, fix: "write it like 172.20.1.0/24" };
        continue;
      }
      const other = before.find((placed) => overlap(placed.subnet, subnet));
      if (other !== undefined) yield { resource, must: "have a subnet that no other network overlaps", got: `subnet ${text}, which meets ${other.text} of ${serviceOf(other.resource)}`, fix: "move one of them" };
      before.push({ resource, text, subnet });
    }
  }
}
