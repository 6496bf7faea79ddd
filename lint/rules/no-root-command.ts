import { brokenSteps } from "../../readers/dockerfile/broken-steps.ts";
import { stagesOf } from "../../readers/dockerfile/stages.ts";
import { shown, type LintRule } from "../rule.ts";
import { stepsOf } from "../subject.ts";

/** Not under sudo, and only where a USER of this file holds. */
export const noRootCommand: LintRule = {
  name: "no-root-command",
  description: "Commands that need root stand before USER.",
  severity: "high",
  remedy: "Move the command above USER, or put USER 0 before it and the user again behind it.",
  controls: { cis: [], soc2: ["CC8.1"], iso27001: ["A.8.9"] },
  check: (subject) => {
    const lines = brokenSteps(stagesOf(subject.dockerfile)).root_command_as_nonroot;
    const runs = stepsOf(subject).map((s) => s.instruction).filter(({ line }) => lines.includes(line));
    return runs.map(({ line, value }) => ({ line, must: "run what needs root as root", got: shown(value), fix: "move it above USER" }));
  },
};
