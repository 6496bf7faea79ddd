import { expect, test } from "@jest/globals";
import { sortedJson } from "./sorted-json.ts";

test("keys are in one order at every depth, lists keep theirs, and what is not kept is left out of mappings only", () => {
  const value = { b: [{ d: 1, c: null }, null], a: { f: "", e: 2 } };
  expect([sortedJson(value), sortedJson(value, (field) => field !== null && field !== ""), sortedJson(null)]).toEqual(['{"a":{"e":2,"f":""},"b":[{"c":null,"d":1},null]}', '{"a":{"e":2},"b":[{"d":1},null]}', "null"]);
});
