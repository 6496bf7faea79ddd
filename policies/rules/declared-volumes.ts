import type { Rule } from "../lib/rule.ts";
import { volumesOf } from "../lib/stack-volumes.ts";
import { stackCheck, type Located, type Stack } from "../lib/stack.ts";

/** Another stack's volume is another environment's data. */
export const declaredVolumes: Rule = {
  name: "declared-volumes",
  description: "Containers mount only volumes that their own stack declares.",
  severity: "medium",
  remediationSteps: "Declare the volume in the program, and mount it by its output `name`.",
  meta: { cis: [], soc2: ["CC6.1"], iso27001: ["A.8.9", "A.8.31"] },
  validateStack: stackCheck(judge),
};

function judge(stack: Stack): Located[] {
  const names = stack.of("volume").map((resource) => stack.read(resource, (props) => props.name as string | undefined));
  if (names.includes(undefined)) return [];
  return stack.of("container", "service").flatMap((resource) =>
    volumesOf(stack, resource).flatMap(({ name }) =>
      names.includes(name) ? [] : [{ resource, must: "mount only volumes of its stack", got: name === "" ? "a volume without a name" : `volume "${name}"`, fix: "declare it in the program" }],
    ),
  );
}
