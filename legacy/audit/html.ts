/** The report as one HTML file that needs nothing else: styles inside, pictures as SVG, no script. */
import { counted } from "../../infra/words.ts";
import { LIMITED } from "../duplicates/text.ts";
import { share } from "./markdown.ts";
import { savingsText, templatesText, type Report } from "./report.ts";

const STYLE = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5c6675; --line: #d9dee5; --paper: #fff; --bad: #c0392b; --warn: #c27c0e; --note: #6b7a8f; --good: #2f7d5b; --bar: #e8ecf1; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --soft: #9aa6b5; --line: #323c49; --paper: #161b22; --bar: #2a333f; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.7rem; margin-bottom: .2rem; } h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; border-bottom: 1px solid var(--line); padding-bottom: .3rem; }
p.lead { font-size: 1.1rem; color: var(--soft); margin-top: 0; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(14rem, 1fr)); gap: .8rem; }
.card { border: 1px solid var(--line); border-radius: .5rem; padding: .8rem 1rem; } .card b { font-size: 1.7rem; display: block; line-height: 1.2; } .card b small { font-size: .9rem; font-weight: normal; color: var(--soft); }
.card p { margin: .3rem 0 0; font-size: .85rem; color: var(--soft); }
table { border-collapse: collapse; width: 100%; font-size: .9rem; } th, td { text-align: left; padding: .35rem .6rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; } td.n, th.n { text-align: right; }
code { font-size: .85em; overflow-wrap: anywhere; } pre { font-size: .78rem; overflow-x: auto; border-left: 3px solid var(--line); padding-left: .8rem; } .error { color: var(--bad); } .warning { color: var(--warn); } .note { color: var(--note); } svg { width: 100%; height: auto; } svg text { fill: var(--ink); font: 13px system-ui, sans-serif; }
@media print { body { margin: 0; max-width: none; } h2 { break-after: avoid; } }`;

/** A complete document. Everything that comes from the checkout is escaped. */
export function html(report: Report): string {
  const rows = (cells: readonly (readonly string[])[]) => cells.map((row) => `<tr>${row.join("")}</tr>`).join("\n");
  const number = (value: number) => `<td class="n">${value}</td>`;
  const text = (value: string) => `<td>${escaped(value)}</td>`;
  const path = (value: string) => `<td><code>${escaped(value)}</code></td>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(report.title)}</title><style>${STYLE}
</style></head><body>
<h1>${escaped(report.title)}</h1>
<p class="lead">${escaped(report.sentence)}</p>
<div class="cards">
${report.figures.map(({ label, value, of, meaning }) => `<div class="card"><b>${value} <small>of ${of}${of > 0 ? `, ${share(value, of)}` : ""}</small></b>${escaped(label)}${shareBar(value, of)}<p>${escaped(meaning)}</p></div>`).join("\n")}
</div>
<h2>Copies: how many files say something different</h2>
${bars(report.copies.map(({ kind, files, distinct }) => ({ label: kind, value: files, part: distinct, note: `${files} files, ${distinct} different` })), "var(--good)")}
${part(report.groups.length, "The largest groups of identical files", () => `<table><tr><th class="n">copies</th><th>files</th></tr>
${rows(report.groups.map(({ count, paths }) => [number(count), `<td><code>${paths.slice(0, 4).map(escaped).join("</code><br><code>")}</code>${count > 4 ? `<br>and ${count - 4} more` : ""}</td>`]))}</table>`)}
${part(report.near.length, "Dockerfiles that are nearly the same", () => report.near.map(({ like, count, lines }) => `<p>${count} like <code>${escaped(like)}</code></p><pre>${lines.map((line) => escaped(line.slice(4))).join("\n")}</pre>`).join("\n"))}
${part(report.templates.length, "Templates that would make them", () => `<p>${escaped(templatesText(report.templated))}${report.savings.redundantBuilds > 0 ? ` ${escaped(savingsText(report.savings))}` : ""}</p>
${bars(report.templates.map(({ name, members, parameters }) => ({ label: name, value: members, part: members, note: `${counted(members, "Dockerfile")}, ${counted(parameters.length, "parameter")}` })), "var(--good)")}`)}
${report.limited ? `<p>${escaped(LIMITED)}</p>` : ""}${part(report.conflicts.length, "Packages that are asked for in the most versions", () => bars(report.conflicts.map(({ name, variants, files }) => ({ label: name, value: variants, part: variants, note: `${variants} versions in ${files} files` })), "var(--warn)"))}
${part(report.worst.length, "The ten worst files", () => `<table><tr><th>file</th><th class="n">errors</th><th class="n">warnings</th><th class="n">notes</th><th>first</th></tr>
${rows(report.worst.map((w) => [path(w.file), number(w.errors), number(w.warnings), number(w.notes), text(w.first)]))}</table>`)}
${part(report.rules.length, "What was found", () => `<table><tr><th></th><th>what</th><th class="n">findings</th><th class="n">files</th><th>remedy</th></tr>
${rows(report.rules.map((r) => [`<td class="${r.severity}">${r.severity}</td>`, text(r.title), number(r.findings), number(r.files), text(r.fix)]))}</table>`)}
<h2>What to do next</h2>
<ol>
${report.next.map((step) => `<li>${escaped(step)}</li>`).join("\n")}
</ol>
</body></html>
`;
}

function part(length: number, title: string, body: () => string): string {
  return length > 0 ? `<h2>${title}</h2>\n${body()}` : "";
}

function shareBar(value: number, of: number): string {
  const width = of === 0 ? 0 : Math.round((value * 200) / of);
  return `<svg viewBox="0 0 200 8" role="img" aria-label="${share(value, of)}"><rect width="200" height="8" rx="4" fill="var(--bar)"/><rect width="${width}" height="8" rx="4" fill="var(--bad)"/></svg>`;
}

/** Horizontal bars, each with the part that counts in colour. */
function bars(rows: readonly { readonly label: string; readonly value: number; readonly part: number; readonly note: string }[], colour: string): string {
  const most = Math.max(1, ...rows.map(({ value }) => value));
  const height = 26;
  const drawn = rows.map(({ label, value, part: counted, note }, i) => {
    const y = i * height;
    const width = (n: number) => Math.round((n * 380) / most);
    return `<text x="0" y="${y + 17}">${escaped(label.length > 26 ? `${label.slice(0, 25)}…` : label)}</text><rect x="190" y="${y + 5}" width="${width(value)}" height="16" rx="3" fill="var(--bar)"/><rect x="190" y="${y + 5}" width="${width(counted)}" height="16" rx="3" fill="${colour}"/><text x="${198 + width(value)}" y="${y + 17}">${escaped(note)}</text>`;
  });
  return `<svg viewBox="0 0 800 ${rows.length * height + 4}" role="img">${drawn.join("")}</svg>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
