import { expect, test } from "@jest/globals";
import { canonicalLines } from "./instructions.ts";
import { nearDuplicates } from "./similarity.ts";

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
