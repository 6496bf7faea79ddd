import { brokenSteps } from "../../readers/dockerfile/broken-steps.ts";
import { stagesOf } from "../../readers/dockerfile/stages.ts";
import { shown, type LintRule } from "../rule.ts";
import { stepsOf } from "../subject.ts";

/** Decided by the base's name alone. */
export const fittingTools: LintRule = {
  name: "fitting-tools",
  description: "A build uses the tools that its base has: apk and adduser on Alpine, apt-get on Debian and Ubuntu.",
  severity: "high",
  remedy: "Alpine: apk add, addgroup and adduser (or apk add shadow). Debian and Ubuntu: apt-get.",
  controls: { cis: [], soc2: ["CC8.1"], iso27001: ["A.8.9"] },
  check: (subject) => {
    const { user_tools_missing: userTools, wrong_package_manager: managers } = brokenSteps(stagesOf(subject.dockerfile), true);
    return stepsOf(subject).flatMap(({ instruction: { line, value } }) => [
      ...(managers.includes(line) ? [{ line, must: "use the package manager of its base", got: shown(value), fix: "apk add --no-cache on Alpine, apt-get install --no-install-recommends on Debian and Ubuntu" }] : []),
      ...(userTools.includes(line) ? [{ line, must: "make users with a tool that Alpine has", got: shown(value), fix: "write addgroup and adduser, or apk add shadow first" }] : []),
    ]);
  },
};
