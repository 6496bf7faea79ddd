import type { LintRule } from "../rule.ts";

export const parses: LintRule = {
  name: "dockerfile-parses",
  description: "A Dockerfile is one that BuildKit reads.",
  severity: "high",
  remedy: "Correct the line; docker build stops at it.",
  controls: { cis: [], soc2: ["CC8.1"], iso27001: ["A.8.9"] },
  check: ({ dockerfile: { errors } }) => errors.map(({ line, message }) => ({ line, must: "be an instruction that BuildKit reads", got: message, fix: "correct the line" })),
};
