import { expect, test } from "@jest/globals";
import { firstOf } from "./words.ts";

test("as many words as are asked for are said, and the others counted", () => {
  expect([firstOf([]), firstOf(["a", "b", "c"]), firstOf(["a", "b", "c", "d"]), firstOf(["a", "b", "c"], 1)]).toEqual(["", "a, b, c", "a, b, c and 1 more", "a and 2 more"]);
});
