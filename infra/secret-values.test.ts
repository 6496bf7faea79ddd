import { expect, test } from "@jest/globals";
import { ProblemsError } from "./problems.ts";
import { parseSecrets, valueProblems } from "./secret-values.ts";

const GOOD = "Abcdef_12345-";

test.each(["short", "", "with space in it", "quote'quote'quote", "$dollar$dollar$", "line\nline\nline\nline", "a".repeat(129)])("%j is no value, and is not shown", (value) => {
  const [problem] = valueProblems("x", value);
  expect(problem).toMatchObject({ path: "x", rule: "12 to 128 letters, digits, - and _", fix: "openssl rand -hex 24 makes one" });
  if (value !== "") expect(problem!.got).not.toContain(value);
});

test("a value of the right characters is taken", () => {
  expect(valueProblems("x", "Abcdef_12345-")).toEqual([]);
});

test("a stack's secrets are an object of values", () => {
  expect(parseSecrets("dev", JSON.stringify({ a: GOOD, "b-c": GOOD }))).toEqual({ a: GOOD, "b-c": GOOD });
});

test.each<[string, string[]]>([
  [`{"redis-password":"Tr0ub4dorSecret" oops}`, ["sutazai:secrets: 41 characters that are something else"]],
  ["[1]", ["sutazai:secrets: 3 characters that are something else"]],
  ["null", ["sutazai:secrets: 4 characters that are something else"]],
  [`{"a": 5, "b": null, "c": ["${GOOD}"], "d": "Tr0ub4dor", "e": "${GOOD}"}`, ["d: 9 characters", "sutazai:secrets a: a number", "sutazai:secrets b: null", "sutazai:secrets c: a list"]],
])("what is no object of values is refused, all of it at once, and shown in no word: %s", (text, found) => {
  let error: unknown;
  try {
    parseSecrets("dev", text);
  } catch (thrown) {
    error = thrown;
  }
  expect((error as ProblemsError).problems.map(({ path, got }) => `${path}: ${got}`)).toEqual(found);
  expect((error as Error).message).not.toMatch(/Tr0ub|Abcdef/);
});
