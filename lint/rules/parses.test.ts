import { expect, test } from "@jest/globals";
import { dockerfile, found } from "../testing.ts";
import { parses } from "./parses.ts";

test("what BuildKit refuses is a finding, with its line", () => {
  expect(found(parses, dockerfile("FOO bar", "HEALTHCHECK ASK me"))).toEqual(["2: unknown instruction: FOO", "3: HEALTHCHECK type not CMD or NONE: HEALTHCHECK ASK me"]);
  expect(found(parses, "")).toEqual(["1: no instruction: the file has only comments and blank lines, or nothing"]);
  expect(found(parses, dockerfile("RUN true"))).toEqual([]);
});
