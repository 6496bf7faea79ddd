import { checks, demand } from "../lib/check.ts";
import type { Rule } from "../lib/rule.ts";

export const keptImages: Rule = {
  name: "kept-images",
  description: "Images stay on the host when a stack no longer names them, so that going back needs no registry.",
  severity: "medium",
  remediationSteps: "Set keepLocally: true, and leave forceRemove out.",
  meta: { cis: [], soc2: ["A1.2"], iso27001: ["A.8.9", "A.8.14"] },
  validateResource: checks({
    remoteImage: [
      ({ keepLocally }) => demand(keepLocally === true, "be kept on the host for the way back", "keepLocally", keepLocally, "set keepLocally: true"),
      ({ forceRemove }) => demand(forceRemove !== true, "be kept on the host for the way back", "forceRemove", forceRemove, "remove forceRemove"),
    ],
  }),
};
