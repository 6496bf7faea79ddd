import { expect, test } from "@jest/globals";
import { distance, meant, nearest, unknownService } from "./nearest.ts";

const NAMES = ["postgres", "postgres-exporter", "redis", "prometheus", "rabbitmq"];

test.each([
  ["postgrse", ["postgres"]],
  ["exporter", ["postgres-exporter"]],
  ["rdis", ["redis"]],
  ["zzzzzzzz", []],
])("%s is near %j", (word, expected) => {
  expect(nearest(word, NAMES)).toEqual(expected);
});

test("the error names what is near, or where the names are", () => {
  expect(unknownService("rabitmq", NAMES)).toBe('no service is called "rabitmq"; nearest: rabbitmq');
  expect(unknownService("zzzzzzzz", NAMES)).toBe('no service is called "zzzzzzzz"; ./sutazai catalogue lists the names');
});

test("one that may have been meant, never the word itself", () => {
  expect(["rediss", "redis", "zzzzzzzz"].map((word) => meant(word, NAMES, "add it"))).toEqual(['did you mean "redis"?', "add it", "add it"]);
});

test("distance counts insertions, deletions, replacements and swaps of neighbours", () => {
  expect([distance("", "abc"), distance("abc", "abc"), distance("kitten", "sitting"), distance("mehs", "mesh"), distance("ca", "abc")]).toEqual([3, 0, 3, 1, 3]);
});
