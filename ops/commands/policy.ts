import type { Command } from "commander";
import { EXIT, UsageError, type CommandSpec, type Context } from "../command.ts";
import { outFile, writeOut } from "../out-file.ts";
import { createOutput } from "../output.ts";
import { checkFolder } from "../policy/dockerfiles.ts";
import { violationsOf, type PolicyReport } from "../policy/finding.ts";
import { jsonReport, markdownReport, reportLines, sumLine } from "../policy/report.ts";
import { sarifReport } from "../policy/sarif.ts";
import { checkStack } from "../policy/stack.ts";
import { projectVersion } from "./version.ts";

const FORMS = ["md", "json", "sarif"] as const;
type Form = (typeof FORMS)[number];

/** `policy check [DIR]`: exit 2 when a mandatory rule is broken, 3 when Pulumi or the engine is missing. */
export const policy: CommandSpec = {
  name: "policy",
  summary: "hold a stack, or the Dockerfiles of a folder, to the policies",
  configure: (command: Command) =>
    void command
      .argument("<action>", "check")
      .argument("[dir]", "a folder: its Dockerfiles; without it: the stack's plan, deployed state and running containers")
      .option("--report <form>", `a report on standard output: ${FORMS.join(", ")}`)
      .option("--out <file>", "the report goes to this file instead"),
  async run(context, [action, dir], options) {
    if (action !== "check") throw new UsageError(`"${String(action)}" is not check`);
    const form = reportForm(options.report, context);
    const out = outFile(options.out);
    if (out !== undefined && form === undefined) throw new UsageError(`--out needs --report ${FORMS.join(", ")}`);
    // A report on standard output has it for itself.
    const quiet = form === undefined || out !== undefined ? context : { ...context, out: createOutput({ json: true }) };
    const at = new Date();
    const report = dir === undefined ? await checkStack(quiet, at) : checkFolder(context.root, String(dir), at);
    if (form === undefined) for (const line of reportLines(report)) context.out.line(line);
    else if (out === undefined) process.stdout.write(textOf(report, form, context.root));
    else writeOut(out, textOf(report, form, context.root));
    if (out !== undefined) context.out.line(`${sumLine(report)}\nreport: ${out}`);
    context.out.json(jsonReport(report));
    return violationsOf(report).length === 0 ? EXIT.done : EXIT.findings;
  },
};

function reportForm(value: unknown, { json }: Context): Form | undefined {
  if (value === undefined) return undefined;
  if (!FORMS.includes(value as Form)) throw new UsageError(`--report is ${FORMS.join(", ")}, not "${String(value)}"`);
  if (json) throw new UsageError("--report and --json exclude each other: both are for standard output");
  return value as Form;
}

function textOf(report: PolicyReport, form: Form, root: string): string {
  if (form === "md") return markdownReport(report);
  return JSON.stringify(form === "json" ? jsonReport(report) : sarifReport(report, projectVersion(root)), null, 2) + "\n";
}
