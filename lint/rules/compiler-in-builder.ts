import { compilersIn, installs } from "../compilers.ts";
import type { LintRule } from "../rule.ts";
import { chainOf } from "../subject.ts";

const REMOVES: ReadonlySet<string> = new Set(["purge", "remove", "autoremove", "del", "erase"]);

/** A compiler that the same RUN removes again is none. */
export const compilerInBuilder: LintRule = {
  name: "compiler-in-builder",
  description: "Compilers stay in a build stage; the image has only what they made.",
  severity: "medium",
  remedy: "Compile in a stage of its own (FROM ... AS builder), and COPY --from=builder the result.",
  controls: { cis: ["4.3"], soc2: ["CC6.8"], iso27001: ["A.8.19"] },
  check: ({ stages, base }) => {
    const last = stages.at(-1);
    if (last === undefined) return [];
    const chain = chainOf(last, base);
    return stages.filter((stage) => chain.includes(stage)).flatMap((stage) =>
      stage.steps.flatMap(({ instruction: { line }, programs }) => {
        if (programs.some((p) => installs(p.name) && p.args.some((arg) => REMOVES.has(arg)))) return [];
        const found = compilersIn(programs);
        return found.length === 0 ? [] : [{ line, must: "install compilers in a build stage only", got: found.join(", "), fix: "move it to a stage AS builder, and COPY --from=builder what it makes" }];
      }),
    );
  },
};
