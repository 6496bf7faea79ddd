import type { LintRule } from "../rule.ts";

/** A base that a build argument without a default decides is pinned by whoever builds; nothing can be said of it here. */
export const pinnedBase: LintRule = {
  name: "pinned-base",
  description: "Base images are named by a tag other than latest, or by a digest.",
  severity: "high",
  remedy: "Write FROM image:version, or FROM image@sha256:digest.",
  controls: { cis: ["4.2"], soc2: ["CC6.8", "CC8.1"], iso27001: ["A.5.21", "A.8.9"] },
  check: ({ stages }) =>
    stages.flatMap(({ base, line }) =>
      base.kind === "image" && base.pin === "none" ? [{ line, must: "name its base by a fixed tag or a digest", got: `FROM ${base.text}`, fix: `write FROM ${base.text.replace(/:latest$/, "")}:<version>` }] : [],
    ),
};
