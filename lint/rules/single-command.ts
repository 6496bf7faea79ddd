import type { LintRule } from "../rule.ts";

export const singleCommand: LintRule = {
  name: "single-command",
  description: "A stage has one CMD, one ENTRYPOINT and one HEALTHCHECK: the last wins, silently.",
  severity: "medium",
  remedy: "Remove all but the last one.",
  controls: { cis: [], soc2: ["CC8.1"], iso27001: ["A.8.9"] },
  check: ({ stages }) =>
    stages.flatMap(({ steps }) =>
      ["CMD", "ENTRYPOINT", "HEALTHCHECK"].flatMap((keyword) => {
        const all = steps.filter((s) => s.instruction.keyword === keyword).map((s) => s.instruction);
        return all.slice(0, -1).map(({ line }) => ({ line, must: `be the only ${keyword} of its stage`, got: `another one in line ${all.at(-1)!.line}`, fix: "remove it" }));
      }),
    ),
};
