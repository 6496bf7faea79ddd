import { inContext, isUrl, sourcesOf } from "../copy-sources.ts";
import type { LintRule } from "../rule.ts";
import { stepsOf } from "../subject.ts";

/** Wildcards may match nothing, and a source that a variable without default decides is not judged. Says nothing without a context. */
export const copySourcesExist: LintRule = {
  name: "copy-sources-exist",
  description: "What COPY and ADD name is in the build context.",
  severity: "high",
  remedy: "Correct the path, or add the file; paths are inside the build context, whatever stands before them.",
  controls: { cis: [], soc2: ["CC8.1"], iso27001: ["A.8.9"] },
  check: (subject) =>
    stepsOf(subject).flatMap(({ instruction, resolve }) => {
      const { keyword, line } = instruction;
      const { context } = subject;
      if (context === undefined || (keyword !== "COPY" && keyword !== "ADD")) return [];
      const missing = sourcesOf(instruction).map(resolve).filter((s) => !/[$*?[]/.test(s) && !isUrl(s) && !context.exists(inContext(s)));
      return missing.map((source) => ({ line, must: "copy what is in the build context", got: `${keyword} ${source}: no such file`, fix: "correct the path, or add the file" }));
    }),
};
