import { LIMITED } from "../duplicates/text.ts";
import { savingsText, templatesText, type Report } from "./report.ts";

/** The report as Markdown. */
export function markdown(report: Report): string {
  return [
    `# ${cell(report.title)}`,
    report.sentence,
    "## Figures",
    table(["", "", "share", "what it means"], report.figures.map(({ label, value, of, meaning }) => [label, `${value} of ${of}`, share(value, of), meaning])),
    "## Copies",
    table(["kind", "files", "different"], report.copies.map(({ kind, files, distinct }) => [kind, String(files), String(distinct)])),
    ...section("The largest groups of identical files", report.groups.map(({ kind, count, paths }) => `- ${count} ${kind}: ${paths.slice(0, 4).map(code).join(", ")}${count > 4 ? ` and ${count - 4} more` : ""}`)),
    ...section("Dockerfiles that are nearly the same", report.near.flatMap(({ like, count, lines }) => [`- ${count} like ${code(like)}`, ...lines.map((line) => `    - ${code(line.trim())}`)])),
    ...(report.templates.length > 0 ? ["## Templates that would make them", templatesText(report.templated), table(["template", "Dockerfiles", "parameters"], report.templates.map(({ name, members, parameters }) => [code(name), String(members), parameters.map(code).join(" ")]))] : []),
    ...(report.limited ? [LIMITED] : []),
    ...(report.savings.redundantBuilds > 0 ? [savingsText(report.savings)] : []),
    ...(report.conflicts.length > 0 ? ["## Packages with the most versions", table(["package", "versions", "files"], report.conflicts.map(({ name, variants, files }) => [code(name), String(variants), String(files)]))] : []),
    ...(report.worst.length > 0 ? ["## The ten worst files", table(["file", "errors", "warnings", "notes", "first"], report.worst.map((w) => [code(w.file), String(w.errors), String(w.warnings), String(w.notes), w.first]))] : []),
    ...(report.rules.length > 0 ? ["## All rules", table(["severity", "what", "findings", "files", "remedy"], report.rules.map((r) => [r.severity, r.title, String(r.findings), String(r.files), r.fix]))] : []),
    ...section("What to do next", report.next.map((step, i) => `${i + 1}. ${step}`)),
  ].join("\n\n") + "\n";
}

/** `31 %`. */
export function share(value: number, of: number): string {
  return of === 0 ? "" : `${Math.round((value * 100) / of)} %`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length > 0 ? [`## ${title}`, lines.join("\n")] : [];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.map(cell).join(" | ")} |`).join("\n");
}

function code(text: string): string {
  return `\`${text.replaceAll("`", "'")}\``;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll(/\s*\n\s*/g, " ");
}
