import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { linesIn } from "./lines.ts";

const lines = (text: string, section: string, name?: string) => linesIn(text)(section, name).map(({ from, to }) => `${from}-${to}`);

test("an entry's own lines, comments behind it aside, and those of every anchor that it leads to", () => {
  const text = `x-a: &a
  k: 1
x-b: &b
  <<: *a
  l: |
    two
    lines

s:
  one:
    <<: *b
    m: [1,
      2]

  # about two
  two: {e: &e {f: 1}}
  three:
  four: *e
  one: again
`;
  expect(Object.fromEntries(["one", "two", "three", "four", "five"].map((name) => [name, lines(text, "s", name)]))).toEqual({
    one: ["10-13", "4-7", "2-2", "19-19"],
    two: ["16-16"],
    three: ["17-17"],
    four: ["18-18", "16-16"],
    five: [],
  });
  expect([lines(text, "x-a"), lines(text, "s").slice(0, 1), lines(text, "nothing")]).toEqual([["1-2"], ["9-19"], []]);
});

test("what is merged into the section itself belongs to each of its entries; a section may be an alias", () => {
  expect(lines("x: &x {a: {k: 1}}\ns:\n  <<: *x\n  b: 1\n", "s", "b")).toEqual(["3-3", "1-1", "4-4"]);
  expect(lines("x: &x\n  a: 1\ns: *x\n", "s", "a")).toEqual(["2-2"]);
});

test("every line of what is no document belongs to everything", () => {
  expect(lines("a: [\n", "s", "b")).toEqual(["1-Infinity"]);
});

test("whatever the text is, lines or none, never an error", () => {
  const pieces = fc.array(fc.constantFrom("s:", "\n  a:", " {", "}", "[", "]", ":", "\n", "  ", "- ", "&x ", "*x", "<<: ", "!t ", "null", "|\n", "? ", "'"), { maxLength: 30 });
  fc.assert(fc.property(pieces, (all) => linesIn(all.join(""))("s", "a").every(({ from, to }) => from >= 1 && to >= from)), { numRuns: 150 });
});
