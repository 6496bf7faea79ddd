import { expect, test } from "@jest/globals";
import { distance } from "../infra/edit-distance.ts";
import { nearest, unknownService } from "./nearest.ts";

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

test("distance counts insertions, deletions and replacements", () => {
  expect([distance("", "abc"), distance("abc", "abc"), distance("kitten", "sitting")]).toEqual([3, 0, 3]);
});
