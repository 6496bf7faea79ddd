import { expect, test } from "@jest/globals";
import type { Duplicates } from "./duplicates.ts";
import { savingsOf } from "./savings.ts";
import { duplicatesText } from "./text.ts";

const same = [
  { kind: "dockerfile" as const, paths: ["a", "b", "c"] },
  { kind: "requirements" as const, paths: ["x", "y"] },
];

test("without a report every figure is an estimate that says so", () => {
  expect(savingsOf({ same })).toEqual({ redundantBuilds: 2, seconds: 120, bytes: 400 * 2 ** 20, measured: 0, estimate: true, how: "estimate: 60 s and 200 MB assumed for each build; consolidate plan --measured FILE takes real ones" });
});

test("measured builds count as they are; one that was not built counts as its twin", () => {
  const b = { seconds: 7, bytes: 100 };
  const c = { seconds: 9, bytes: 300 };
  expect(savingsOf({ same }, new Map([["b", b], ["c", c]]))).toEqual({ redundantBuilds: 2, seconds: 16, bytes: 400, measured: 2, estimate: false, how: "measured" });
  expect(savingsOf({ same }, new Map([["b", b]]))).toMatchObject({ seconds: 14, bytes: 200, measured: 1, estimate: true });
});

test("where nothing is built twice nothing is measured or assumed, and that is said", () => {
  expect(savingsOf({ same: same.slice(1) })).toEqual({ redundantBuilds: 0, seconds: 0, bytes: 0, measured: 0, estimate: false, how: "no image is built twice" });
  expect(duplicatesText({ identical: [], same: [], near: [], templates: { templates: [], alone: [] } } as unknown as Duplicates, savingsOf({ same: [] })).at(-2)).toBe("- no image is built more often than needed");
});
