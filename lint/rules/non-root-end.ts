import type { LintRule } from "../rule.ts";
import { isRoot, lastOf } from "../subject.ts";

/** Looks through stages, and through the base where the caller knows its Dockerfile; never into an image. A user that a build argument decides is not judged. */
export const nonRootEnd: LintRule = {
  name: "non-root-end",
  description: "The image's last user is not root.",
  severity: "high",
  remedy: "End the last stage with USER 1000:1000, and make that user the owner of what the program writes.",
  controls: { cis: ["4.1"], soc2: ["CC6.1", "CC6.3"], iso27001: ["A.8.2", "A.8.18"] },
  check: (subject) => {
    const stage = subject.stages.at(-1);
    if (stage === undefined) return [];
    const last = lastOf(subject, "USER");
    const user = last?.resolve(last.instruction.args[0] ?? "");
    if (user !== undefined && (user.includes("$") || !isRoot(user))) return [];
    const line = stage.steps.findLast((s) => s.instruction.keyword === "USER")?.instruction.line ?? stage.line;
    return [{ line, must: "end with a user other than root", got: user === undefined ? "no USER" : `USER ${user}`, fix: "add USER 1000:1000 behind the last step that needs root" }];
  },
};
