/** What the options of verify, logs and catalogue mean. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { serve } from "../../tests/engine/catalogue.ts";
import { formatTable } from "../table.ts";
import { smallPlan } from "../testing.ts";
import { catalogueRows } from "./catalogue.ts";
import { consolidate } from "./consolidate.ts";
import { deps } from "./deps.ts";
import { images } from "./images.ts";
import { tailOf } from "./logs.ts";
import { secrets } from "./secrets.ts";
import { chooseServices } from "./verify.ts";

const plan = smallPlan([serve("a", { critical: true }), serve("b", { tier: 2 }), serve("c", { tier: 2, critical: true })]);
const names = (options: Record<string, unknown>) => chooseServices(plan, options).map((s) => s.name);

test.each([
  [{}, ["a", "b", "c"]],
  [{ tier: "2" }, ["b", "c"]],
  [{ criticalOnly: true }, ["a", "c"]],
  [{ tier: "2", criticalOnly: true }, ["c"]],
  [{ service: ["b"] }, ["b"]],
])("verify %j asks %j", (options, expected) => {
  expect(names(options)).toEqual(expected);
});

test.each([
  [{ tier: "0" }, '--tier is a number from 1 to 9, not "0"'],
  [{ tier: "two" }, '--tier is a number from 1 to 9, not "two"'],
  [{ tier: "5" }, "stack t1 has no service that is of tier 5"],
  [{ service: ["b"], criticalOnly: true }, "stack t1 has no service that is critical and is called b"],
  [{ service: ["x1"] }, 'no service is called "x1"; ./sutazai catalogue lists the names'],
])("verify %j is refused", (options, message) => {
  expect(() => names(options)).toThrow(message);
});

test("--tail is a number of lines, or all", () => {
  expect([tailOf("0"), tailOf("100"), tailOf("all")]).toEqual([0, 100, undefined]);
  for (const wrong of ["-1", "x", "", "1.5"]) expect(() => tailOf(wrong)).toThrow(`--tail is a number of lines or all, not "${wrong}"`);
});

test("the list of commands names every action", () => {
  const listed = readFileSync(fileURLToPath(new URL("../cli.ts", import.meta.url)), "utf8");
  for (const { name, summary } of [consolidate, deps, images, secrets]) expect(listed).toContain(`["${name}", ${JSON.stringify(summary)}, `);
});

test("the catalogue's table", () => {
  const lines = formatTable(catalogueRows(smallPlan())).map((line) => line.replace(/1\.0\.0-[0-9a-f]{12}/, "TAG"));
  expect(lines).toEqual([
    "SERVICE  TIER  PROFILE  CPUS  MEMORY  PORTS        NETWORKS          NEEDS        IMAGE                                  NOTE",
    "api      1     default  0.5   512 MB               backend database  queue store  sutazai/test-serve:TAG",
    "page     1     default  0.5   512 MB               frontend backend  api          sutazai/test-serve:TAG",
    "queue    1     default  0.5   512 MB               backend                        sutazai/test-serve:TAG",
    "store    1     default  0.5   512 MB  40050->8080  database                       sutazai/test-serve:TAG",
  ]);
});
