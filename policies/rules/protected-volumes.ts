import type { Rule } from "../lib/rule.ts";
import { volumesOf } from "../lib/stack-volumes.ts";
import { stackCheck, type Located, type Stack } from "../lib/stack.ts";

/** A pack does not see retainOnDelete, so it asks for protect. */
export const protectedVolumes: Rule = {
  name: "protected-volumes",
  description: "A volume that a container writes to is protected from deletion.",
  severity: "critical",
  remediationSteps: "Give the volume the options protect: true and retainOnDelete: true.",
  meta: { cis: [], soc2: ["A1.2", "PI1.5"], iso27001: ["A.8.9", "A.8.13"] },
  validateStack: stackCheck(judge),
};

function judge(stack: Stack): Located[] {
  const written = new Set(stack.of("container", "service").flatMap((resource) => volumesOf(stack, resource).filter(({ readOnly }) => !readOnly).map(({ name }) => name)));
  return stack.of("volume").flatMap((resource) => {
    const name = stack.read(resource, (props) => props.name as string | undefined);
    if (name === undefined || !written.has(name) || resource.opts.protect) return [];
    return [{ resource, must: "be protected, since a container writes to it", got: `volume "${name}" without protect`, fix: "give it the options protect: true and retainOnDelete: true" }];
  });
}
