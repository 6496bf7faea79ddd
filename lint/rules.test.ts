import { readdirSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { LINT_RULES } from "./rules.ts";

test("every file of rules/ is one rule of the list", async () => {
  const folder = new URL("./rules/", import.meta.url);
  const files = readdirSync(folder).filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));
  const exported = await Promise.all(files.map(async (file) => Object.values((await import(new URL(file, folder).href)) as object)));
  expect(exported.map((values) => values.length)).toEqual(files.map(() => 1));
  expect(new Set(exported.flat())).toEqual(new Set(LINT_RULES));
});

test("names are unique", () => {
  expect(new Set(LINT_RULES.map((r) => r.name)).size).toBe(LINT_RULES.length);
});
