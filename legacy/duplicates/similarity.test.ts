import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { canonicalLines } from "./instructions.ts";
import { difference, joinedInTurn, nearDuplicates } from "./similarity.ts";

const file = (path: string, ...lines: string[]) => ({ path, lines: canonicalLines(["FROM x", ...lines].join("\n")) });

test("files that share most instructions stand with the one that has most neighbours, with the lines that differ", () => {
  const files = [file("a", "RUN 1", "RUN 2", "RUN 3"), file("b", "RUN 1", "RUN 2", "RUN 4"), file("c", "RUN 1", "RUN 2", "RUN 3", "RUN 5"), file("far", "RUN 8", "RUN 9")];
  expect(nearDuplicates(files)).toEqual([
    {
      like: "a",
      others: [
        { path: "b", similarity: 0.75, without: [{ text: "RUN 3", line: 4 }], instead: [{ text: "RUN 4", line: 4 }] },
        { path: "c", similarity: 8 / 9, without: [], instead: [{ text: "RUN 5", line: 5 }] },
      ],
    },
  ]);
});

test("an instruction that is there twice counts twice", () => {
  const [group] = nearDuplicates([file("a", "RUN 1", "RUN 1", "RUN 2"), file("b", "RUN 1", "RUN 2", "RUN 3")], 0.5);
  expect(group!.others[0]).toMatchObject({ similarity: 0.75, without: [{ text: "RUN 1", line: 3 }], instead: [{ text: "RUN 3", line: 4 }] });
});

test("beyond the number that is held each against each, every file is told once at most, and truly near", () => {
  const lines = fc.uniqueArray(fc.array(fc.constantFrom("RUN 1", "RUN 2", "RUN 3", "RUN 4", "RUN 5"), { minLength: 1, maxLength: 6 }), { maxLength: 20, selector: (all) => all.toSorted().join() });
  fc.assert(
    fc.property(lines, (all) => {
      const files = all.map((own, i) => file(`f${i}`, ...own));
      const at = (path: string) => files.find((one) => one.path === path)!;
      const groups = nearDuplicates(files, 0.7, 0);
      expect(groups).toEqual(groups.map(({ like, others }) => ({ like, others: others.map(({ path }) => difference(at(like), at(path))) })));
      expect(groups.flatMap(({ others }) => others).filter(({ similarity }) => similarity < 0.7)).toEqual([]);
      const told = groups.flatMap(({ like, others }) => [like, ...others.map(({ path }) => path)]);
      expect(new Set(told).size).toBe(told.length);
    }),
  );
});

test.each([
  ["one family", ["RUN 1", "RUN 2", "RUN 3"], 1, 1999],
  ["not quite near", ["RUN 1"], 0, 500 * 2 * 64],
])("files of %s are looked at a bounded number of times", (_, common, groups, most) => {
  const found = joinedInTurn(Array.from({ length: 500 }, (_own, n) => file(`f${n}`, ...common, `RUN own ${n}`)), 0.7);
  expect([found.groups.length, found.looks <= most]).toEqual([groups, true]);
});
