import { expect, test } from "@jest/globals";
import { treeOf } from "../tree.ts";
import { auditOf, type Audit } from "./audit.ts";
import { html } from "./html.ts";
import { markdown } from "./markdown.ts";
import { reportOf } from "./report.ts";

const evil = "<b>|`x`";
const report = () =>
  reportOf(`estate ${evil}`, auditOf(treeOf({ "a/Dockerfile": "FROM x\nCOPY gone /\n", "b/Dockerfile": "FROM x\nCOPY gone /\n", [`${evil}/requirements.txt`]: "a==1\n<i>==2\n", "requirements.txt": "a==2\n", "compose.yml": "services: {s: {image: x, environment: {A_TOKEN: t}}}\n", "x.sh": "docker volume rm x\n" })));

test("the figures are counts with what they are a part of, and the next steps begin with what is urgent", () => {
  const { sentence, figures, copies, worst, next } = report();
  expect(sentence).toBe("2 Dockerfiles, 2 requirements files and 1 compose file with 1 service: 15 findings, 5 of them errors.");
  expect(figures.map(({ value, of }) => [value, of])).toEqual([[2, 2], [1, 2], [0, 2], [1, 1], [1, 1], [1, 1], [0, 1], [1, 1]]);
  expect(copies.map(({ files, distinct }) => [files, distinct])).toEqual([[2, 1], [2, 2], [1, 1]]);
  expect(worst[0]!.file).toBe("a/Dockerfile");
  expect(next[0]).toBe("Take the commands that destroy data out of the scripts, before anyone runs one.");
});

test("near duplicates are shown with the lines in which they differ, and what one template makes", () => {
  const file = (n: number) => `FROM python:3.11-slim\nWORKDIR /app\nCOPY app.py .\nRUN pip install flask\nEXPOSE ${8000 + n}\nUSER 1000\nCMD ["python", "app.py"]\n`;
  const estate = Object.fromEntries([1, 2, 3].flatMap((n) => [[`s${n}/Dockerfile`, file(n)], [`s${n}/app.py`, ""]]));
  const { near, templated, savings } = reportOf("estate", auditOf(treeOf({ ...estate, "copy/Dockerfile": `# a copy\n${file(1)}` })));
  expect(near).toEqual([
    {
      like: "copy/Dockerfile",
      count: 2,
      lines: ["s2/Dockerfile", "s3/Dockerfile"].flatMap((path, i) => [
        `    - ${path} (86 % of instructions in common)`,
        "      - `copy/Dockerfile:6` EXPOSE 8001",
        `      + \`${path}:5\` EXPOSE ${8002 + i}`,
      ]),
    },
  ]);
  expect(templated).toEqual({ templates: 1, members: 4, alone: 0 });
  expect(savings).toMatchObject({ redundantBuilds: 1, estimate: true });
});

test("a report says so where not each Dockerfile was held against each", () => {
  const audited = (count: number) => auditOf(treeOf(Object.fromEntries(Array.from({ length: count }, (_, n) => [`s${n}/Dockerfile`, `FROM x:${n}\nCOPY a /\n`]))));
  const said = (audit: Audit) => [audit.duplicates.limited, ...[markdown, html].map((form) => form(reportOf("estate", audit)).includes("More than 300 different Dockerfiles")), audit.duplicates.templates.templates.map(({ members }) => members.length)];
  expect(said(audited(300))).toEqual([undefined, false, false, [300]]);
  expect(said(audited(301))).toEqual([true, true, true, [301]]);
});

test("Markdown and HTML hold every part, and nothing of the checkout gets through as markup", () => {
  const text = markdown(report());
  expect(text.match(/^## .*$/gm)).toEqual(["## Figures", "## Copies", "## The largest groups of identical files", "## Packages with the most versions", "## The ten worst files", "## All rules", "## What to do next"]);
  const rows = text.split("\n").filter((line) => line.startsWith("|"));
  expect(rows.filter((row) => /(?<!\\)\|.*<[bi]>/.test(row))).toEqual([]);
  const page = html(report());
  expect(page).not.toMatch(/<b>\||<i>|<script|https?:|src=/);
  expect([page.match(/<h2>/g)!.length, page.startsWith("<!doctype html>"), page.includes("&lt;b&gt;")]).toEqual([6, true, true]);
});
