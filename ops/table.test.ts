import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { formatTable } from "./table.ts";

const rows = [["NAME", "STATE", "DETAIL"], ["redis", "\u001b[32mhealthy\u001b[0m", "a stand-in answers there, because no package registry has the real one"], ["x", "down", ""]];

test("columns are as wide as their widest cell; colours take no place", () => {
  expect(formatTable(rows.map((row) => row.slice(0, 2)))).toEqual(["NAME   STATE", "redis  \u001b[32mhealthy\u001b[0m", "x      down"]);
});

test("a terminal that is too narrow gets more lines, not less text", () => {
  expect(formatTable(rows, 40)).toEqual([
    "NAME   STATE    DETAIL",
    "redis  \u001b[32mhealthy\u001b[0m  a stand-in answers",
    "                there, because no",
    "                package registry has the",
    "                real one",
    "x      down",
  ]);
  expect(formatTable([["\u001b[31mnot a short word\u001b[0m", "supercalifragilistic"]], 26)).toEqual(["\u001b[31mnot a short\u001b[0m   supercalifra", "\u001b[31mword\u001b[0m          gilistic"]);
});

test("what has no blank is broken after the mark of a path or a name", () => {
  expect(formatTable([["a", "sutazai/lab-postgres:15-e48b2c52e543"]], 25)).toEqual(["a  sutazai/lab-postgres:", "   15-e48b2c52e543"]);
});

test("whatever the cells: every line fits where columns can be narrow enough, and all words are there in their order", () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,20}$/), { minLength: 1, maxLength: 12 }).map((list) => list.join(" "));
  fc.assert(
    fc.property(fc.array(words, { minLength: 1, maxLength: 4 }), fc.integer({ min: 60, max: 200 }), (row, width) => {
      const lines = formatTable([row], width);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
      if (row.length === 1) expect(lines.join("").replaceAll(" ", "")).toBe(row[0]!.replaceAll(" ", ""));
    }),
    { numRuns: 100 },
  );
});
