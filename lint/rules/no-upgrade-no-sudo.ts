import { shown, type LintRule } from "../rule.ts";
import { stepsOf } from "../subject.ts";

const UPGRADES: ReadonlySet<string> = new Set(["upgrade", "dist-upgrade", "full-upgrade"]);
const MANAGERS: ReadonlySet<string> = new Set(["apt-get", "apt", "apk", "yum", "dnf", "microdnf"]);

export const noUpgradeNoSudo: LintRule = {
  name: "no-upgrade-no-sudo",
  description: "No build upgrades the base's packages at large, and none uses sudo.",
  severity: "medium",
  remedy: "Take a newer base instead of upgrading; use USER instead of sudo.",
  controls: { cis: ["4.3"], soc2: ["CC6.3", "CC8.1"], iso27001: ["A.8.2", "A.8.9"] },
  check: (subject) =>
    stepsOf(subject).flatMap(({ instruction: { line }, programs }) =>
      programs.flatMap((p) => {
        const command = shown([p.name, ...p.args].join(" "));
        if (p.sudo) return [{ line, must: "use USER instead of sudo", got: `sudo ${command}`, fix: "put USER 0 before it, and the image's user behind it" }];
        if (MANAGERS.has(p.name) && p.args.some((arg) => UPGRADES.has(arg))) return [{ line, must: "not upgrade whatever is newest on that day", got: command, fix: "take a newer base, or install the one package in its version" }];
        return [];
      }),
    ),
};
