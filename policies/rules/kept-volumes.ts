import { checks, demand } from "../lib/check.ts";
import type { Rule } from "../lib/rule.ts";

/** The provider's default is to remove them. */
export const keptVolumes: Rule = {
  name: "kept-volumes",
  description: "Removing a container does not remove its volumes.",
  severity: "high",
  remediationSteps: "Set removeVolumes: false, and leave rm out.",
  meta: { cis: [], soc2: ["A1.2", "PI1.5"], iso27001: ["A.8.9", "A.8.13"] },
  validateResource: checks({
    container: [
      ({ removeVolumes }) => demand(removeVolumes === false, "leave its volumes alone when it is removed", "removeVolumes", removeVolumes, "set removeVolumes: false"),
      ({ rm }) => demand(rm !== true, "leave its volumes alone when it is removed", "rm", rm, "remove rm"),
    ],
  }),
};
