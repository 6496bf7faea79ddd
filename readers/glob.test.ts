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
])("%s and %s: %s", (pattern, name, matches) => {
  expect(globMatcher(pattern)?.(name) ?? false).toBe(matches);
});

test("any pattern is a matcher or none, and a plain name matches itself", () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom("*", "?", "[", "]", "^", "-", "\\", "a", ".", "{", "(", "$") }), (pattern) => void globMatcher(pattern)?.("a")));
  fc.assert(fc.property(fc.string(), (name) => fc.pre(!isGlob(name) && !/[\\/]/.test(name)) === undefined && globMatcher(name)!(name)));
});
