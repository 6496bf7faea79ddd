import { pipesToShell } from "../../readers/shell/facts.ts";
import { shown, type LintRule } from "../rule.ts";
import { stepsOf } from "../subject.ts";

export const noPipeToShell: LintRule = {
  name: "no-pipe-to-shell",
  description: "Nothing that is downloaded goes straight into a shell.",
  severity: "critical",
  remedy: "Install the package instead, or download to a file, compare its checksum, then run it.",
  controls: { cis: ["4.11"], soc2: ["CC6.8"], iso27001: ["A.5.21", "A.8.7"] },
  check: (subject) => stepsOf(subject).flatMap(({ instruction, script }) => (pipesToShell(script) ? [{ line: instruction.line, must: "run no script straight from the network", got: shown(instruction.value), fix: "download to a file, check its sha256, then run it" }] : [])),
};
