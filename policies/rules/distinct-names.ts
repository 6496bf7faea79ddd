import type { Rule } from "../lib/rule.ts";
import { stackCheck, type Located, type Stack } from "../lib/stack.ts";

const KINDS = ["container", "service", "network", "volume"] as const;

export const distinctNames: Rule = {
  name: "distinct-names",
  description: "No two containers, networks or volumes of a stack have the same name on the engine.",
  severity: "medium",
  remediationSteps: "Rename one of the two.",
  meta: { cis: [], soc2: ["CC8.1"], iso27001: ["A.8.9", "A.8.31"] },
  validateStack: stackCheck(judge),
};

function judge(stack: Stack): Located[] {
  return KINDS.flatMap((kind) => {
    const seen = new Map<string, string>();
    return stack.of(kind).flatMap((resource) => {
      const name = stack.read(resource, (props) => props.name as string | undefined);
      if (name === undefined || name === "") return [];
      const other = seen.get(name);
      seen.set(name, other ?? resource.name);
      return other === undefined ? [] : [{ resource, must: `have a name that no other ${kind} has`, got: `name "${name}", which ${other} has`, fix: "rename one of them" }];
    });
  });
}
