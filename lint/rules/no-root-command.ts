import { shown, type LintRule } from "../rule.ts";
import { isRoot, stepsOf } from "../subject.ts";

const NEEDS_ROOT: ReadonlySet<string> = new Set(["apt-get", "apt", "apk", "yum", "dnf", "microdnf", "groupadd", "useradd", "adduser", "addgroup", "usermod", "groupmod"]);

export const noRootCommand: LintRule = {
  name: "no-root-command",
  description: "Commands that need root stand before USER.",
  severity: "high",
  remedy: "Move the command above USER, or put USER 0 before it and the user again behind it.",
  controls: { cis: [], soc2: ["CC8.1"], iso27001: ["A.8.9"] },
  check: (subject) =>
    stepsOf(subject).flatMap(({ instruction, user, programs }) => {
      if (user === undefined || isRoot(user) || user.includes("$")) return [];
      const needing = programs.find((p) => NEEDS_ROOT.has(p.name) && !p.sudo);
      if (needing === undefined) return [];
      return [{ line: instruction.line, must: "run what needs root as root", got: `${shown([needing.name, ...needing.args].join(" "))} as user ${user}`, fix: "move it above USER" }];
    }),
};
