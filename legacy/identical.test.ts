import { expect, test } from "@jest/globals";
import { createHash } from "node:crypto";
import { identical } from "./identical.ts";

const sha = (text: string) => createHash("sha256").update(text).digest("hex");

test("groups what is the same, the largest first; what has no content takes no part", () => {
  const same = identical([["b", "x"], ["a", "x"], ["c", "y"], ["d", ""], ["e", ""], ["f", ""], ["g", undefined], ["h", undefined]]);
  expect(same).toEqual({
    groups: 2,
    files_in_groups: 5,
    redundant: 3,
    list: [
      { key: sha(""), count: 3, paths: ["d", "e", "f"] },
      { key: sha("x"), count: 2, paths: ["a", "b"] },
    ],
  });
});
