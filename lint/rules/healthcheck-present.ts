import type { LintRule } from "../rule.ts";
import { lastOf } from "../subject.ts";

export const healthcheckPresent: LintRule = {
  name: "healthcheck-present",
  description: "The image says how its health is checked.",
  severity: "medium",
  remedy: "Write HEALTHCHECK CMD with a command of the image that asks the program itself.",
  controls: { cis: ["4.6"], soc2: ["CC7.2"], iso27001: ["A.8.16"] },
  check: (subject) => {
    const stage = subject.stages.at(-1);
    const last = lastOf(subject, "HEALTHCHECK");
    if (stage === undefined || (last !== undefined && last.instruction.args[0]?.toUpperCase() !== "NONE")) return [];
    return [{ line: last !== undefined && stage.steps.includes(last) ? last.instruction.line : stage.line, must: "have a HEALTHCHECK", got: last === undefined ? "none" : "HEALTHCHECK NONE", fix: "add HEALTHCHECK CMD <a command that asks the program>" }];
  },
};
