import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { globMatcher, isGlob } from "./glob.ts";

test.each<[string, string, boolean]>([
  ["*.txt", "a.txt", true],
  ["*.txt", "a.txt/b", false],
  ["a*", "a/b", false],
  ["*", ".hidden", true],
  ["?", "é", true],
  ["??", "a", false],
  ["[a-c]x", "bx", true],
  ["[^a-c]x", "bx", false],
  ["[\\]]", "]", true],
  ["a[.]b", "a.b", true],
  ["a.b", "axb", false],
  ["\\*", "*", true],
  ["package*.json", "package-lock.json", true],
  ["[", "[", false],
  ["[]a]", "]", false],
  ["[z-a]", "m", false],
  ["[^z-a]", "m", true],
  ["[a-]", "a", false],
  ["[-a]", "a", false],
  ["[a\\-]", "-", true],
  ["a\\", "a", false],
  ["?", "😀", true],
  ["**a*b", "xaab", true],
  ["**a*b", "xaabc", false],
  // Go does not go back to an earlier `*` when a set has taken the slash.
  ["*[^a]*b", "cd/b", false],
  ["*a".repeat(40) + "b", "a".repeat(200), false],
  ["*a".repeat(40) + "b", "a".repeat(200) + "b", true],
])("%s and %s: %s", (pattern, name, matches) => {
  expect(globMatcher(pattern)?.(name) ?? false).toBe(matches);
});

const piece = fc.constantFrom(["*", "[^/]*"], ["?", "[^/]"], ["a", "a"], ["b", "b"], [".", "\\."], ["\\*", "\\*"], ["[ab]", "[ab]"], ["[^a]", "[^a]"], ["[a-c.]", "[a-c.]"]);

test("of names without a slash, matches what a regular expression of the same meaning matches", () => {
  const name = fc.string({ unit: fc.constantFrom("a", "b", "c", ".", "*"), maxLength: 8 });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 7 }), name, (pieces, text) => {
      expect(globMatcher(pieces.map(([glob]) => glob).join(""))!(text)).toBe(new RegExp(`^${pieces.map(([, source]) => source).join("")}$`).test(text));
    }),
    { numRuns: 3000 },
  );
});

test("any pattern is a matcher or none, and a plain name matches itself", () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom("*", "?", "[", "]", "^", "-", "\\", "a", ".", "{", "(", "$") }), (pattern) => void globMatcher(pattern)?.("a")));
  fc.assert(fc.property(fc.string(), (name) => fc.pre(!isGlob(name) && !/[\\/]/.test(name)) === undefined && globMatcher(name)!(name)));
});
