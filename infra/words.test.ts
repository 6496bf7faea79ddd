import { expect, test } from "@jest/globals";
import { counted, firstOf } from "./words.ts";

test("as many words as are asked for are said, and the others counted", () => {
  expect([firstOf([]), firstOf(["a", "b", "c"]), firstOf(["a", "b", "c", "d"]), firstOf(["a", "b", "c"], 1)]).toEqual(["", "a, b, c", "a, b, c and 1 more", "a and 2 more"]);
});

test("one of a thing is one, none are many", () => {
  expect([counted(0, "file"), counted(1, "file"), counted(2, "file"), counted(1, "copy", "copies"), counted(3, "copy", "copies")]).toEqual(["0 files", "1 file", "2 files", "1 copy", "3 copies"]);
});
