/** The generated pages of docs/ are what the catalogue says now; UPDATE_GOLDEN=1 renews them. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { catalogue } from "../../infra/catalogue/index.ts";
import { IMAGES } from "../../infra/images.ts";
import { validateCatalogue } from "../../infra/rules.ts";
import { portsMarkdown } from "./ports.ts";
import { servicesMarkdown } from "./services.ts";
import { markdownTable } from "./table.ts";

const { services } = validateCatalogue(catalogue, { images: IMAGES });

test.each([
  ["services", servicesMarkdown],
  ["ports", portsMarkdown],
] as const)("docs/%s.md", (name, make) => {
  const path = fileURLToPath(new URL(`../../docs/${name}.md`, import.meta.url));
  const text = make(services);
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, "utf8"));
});

test("every service has its row, with why it is a stand-in", () => {
  const text = servicesMarkdown(services);
  expect(services.filter((s) => !text.includes(`| ${s.name} | ${s.profiles.join(", ")} |`)).map((s) => s.name)).toEqual([]);
  expect(services.flatMap((s) => s.image.standIn ?? []).filter((reason) => !text.includes(`stand-in: ${reason.replaceAll("|", "\\|")}`))).toEqual([]);
});

test("a cell with a bar or a line break stays one cell", () => {
  expect(markdownTable([["a", "b"], ["x|y", "one\ntwo"], ["", ""]])).toEqual(["| a | b |", "| --- | --- |", "| x\\|y | one two |", "| | |"]);
});
