import { brief, CheckFailed, passed, type Implementation } from "./target.ts";

/** A shell line inside the container: exit 0 and the text. */
export const exec: Implementation<"exec"> = {
  title: (spec) => spec.what,
  async run(spec, target) {
    const { exit, output } = await target.exec(spec.shell, spec.seconds);
    if (exit !== 0) throw new CheckFailed(`exit ${exit}${output.trim() ? `: ${brief(output)}` : ""}`);
    if (spec.contains !== undefined && !output.includes(spec.contains)) throw new CheckFailed(`no ${JSON.stringify(spec.contains)} in its output: ${brief(output) || "empty"}`);
    return passed(brief((spec.contains ?? output).replaceAll("\n", " ")));
  },
};
