import { statSync } from "node:fs";
import { basename, resolve } from "node:path";
import { counted } from "../../infra/words.ts";
import { auditOf, worstFiles, type Audit } from "../../legacy/audit/audit.ts";
import { html } from "../../legacy/audit/html.ts";
import { markdown } from "../../legacy/audit/markdown.ts";
import { LIMITED } from "../../legacy/duplicates/text.ts";
import { reportOf, savingsText, templatesText, type Report } from "../../legacy/audit/report.ts";
import { walk } from "../../legacy/tree.ts";
import { EXIT, UsageError, type CommandSpec } from "../command.ts";
import { outFile, writeOut } from "../out-file.ts";
import { createOutput, type Output } from "../output.ts";

const REPORTS: Readonly<Record<string, (report: Report) => string>> = { md: markdown, html };

/** `audit DIR`: what is wrong in a folder of Dockerfiles, requirements and compose files. Reads only; exit 2 when there is a finding. */
export const audit: CommandSpec = {
  name: "audit",
  summary: "what is wrong in a folder of Dockerfiles, requirements and compose files",
  configure: (command) =>
    void command
      .argument("<dir>", "the folder; nothing in it is changed")
      .option("--report <form>", "a report for people, on standard output or in --out: md or html")
      .option("--out <file>", "where the report, or with --json the document, is written"),
  async run(context, [dir], options) {
    const { form, file } = chosen(context.json, options);
    if (!isFolder(String(dir))) throw new UsageError(`"${String(dir)}" is no folder: give the root of a checkout`);
    const root = resolve(String(dir));
    // A report or document on standard output has it for itself.
    const out = form && file === undefined ? createOutput({ json: true }) : context.out;
    const found = await out.step(`auditing ${String(dir)}`, async () => auditOf(walk(root)));
    const report = reportOf(basename(root), found);
    if (form) give(file, REPORTS[form]!(report), out);
    else if (context.json && file !== undefined) give(file, JSON.stringify(found, null, 2) + "\n", out);
    else if (context.json) out.json(found);
    else say(report, found, String(dir), out);
    return found.findings.length > 0 ? EXIT.findings : EXIT.done;
  },
};

function chosen(json: boolean, options: Readonly<Record<string, unknown>>): { form: string | undefined; file: string | undefined } {
  const form = options.report === undefined ? undefined : String(options.report);
  const file = options.out === undefined ? undefined : String(options.out);
  if (form !== undefined && !Object.hasOwn(REPORTS, form)) throw new UsageError(`--report is md or html, not "${form}"`);
  if (form !== undefined && json) throw new UsageError("--report and --json exclude each other: run it twice");
  if (file !== undefined && form === undefined && !json) throw new UsageError("--out needs --report md, --report html or --json");
  return { form, file: outFile(file) };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function give(file: string | undefined, text: string, out: Output): void {
  if (file === undefined) return void process.stdout.write(text);
  writeOut(file, text);
  out.line(`written: ${file}`);
}

function say(report: Report, found: Audit, dir: string, out: Output): void {
  out.line(report.sentence);
  out.line();
  out.table(report.figures.map(({ label, value, of }) => [label, `${value} of ${of}`]));
  out.line();
  if (report.near.length > 0) out.line(`nearly the same: ${counted(found.duplicates.near.reduce((sum, { others }) => sum + others.length, 0), "Dockerfile is", "Dockerfiles are")} like one of ${found.duplicates.near.length}`);
  if (report.templated.templates > 0) out.line(templatesText(report.templated));
  if (report.limited) out.line(LIMITED);
  if (report.savings.redundantBuilds > 0) out.line(savingsText(report.savings));
  out.line();
  if (found.findings.length === 0) return out.line(out.paint("green", "nothing to mend"));
  out.table([["SEVERITY", "FINDINGS", "FILES", "WHAT"], ...report.rules.map((rule) => [rule.severity, String(rule.findings), String(rule.files), rule.title])]);
  out.line();
  out.table([["WORST FILES", "ERRORS", "WARNINGS", "NOTES", "FIRST"], ...worstFiles(found.findings).map((w) => [w.file, String(w.errors), String(w.warnings), String(w.notes), w.first.slice(0, 80)])]);
  out.line();
  report.next.forEach((step, i) => out.line(`${i + 1}. ${step.replace(" DIR", ` ${dir}`)}`));
  out.line(`A report to hand on: ./sutazai audit ${dir} --report html --out audit.html`);
}
