import { expect, test } from "@jest/globals";
import { subjectOf } from "../subject.ts";
import { dockerfile, found } from "../testing.ts";
import { nonRootEnd } from "./non-root-end.ts";

test.each<[string, string, string[]]>([
  ["no user", dockerfile("RUN true"), ["1: no USER"]],
  ["root", dockerfile("USER 1000", "USER root"), ["3: USER root"]],
  ["uid 0 with a group", dockerfile("USER 0:1000"), ["2: USER 0:1000"]],
  ["a variable's default", dockerfile("ARG UID=0", "USER ${UID}"), ["3: USER 0"]],
  ["the last stage counts", "FROM a:1 AS b\nUSER 5\nFROM c:1", ["3: no USER"]],
])("%s", (_, text, expected) => {
  expect(found(nonRootEnd, text)).toEqual(expected);
});

test.each([
  ["a user", dockerfile("USER 1000:1000")],
  ["a name", dockerfile("USER root", "USER app")],
  ["of the stage below", "FROM a:1 AS b\nUSER 5\nFROM b"],
  ["that a build argument decides", dockerfile("ARG UID", "USER $UID")],
])("%s passes", (_, text) => {
  expect(found(nonRootEnd, text)).toEqual([]);
});

test("where the base's Dockerfile is known, its user holds", () => {
  const text = "ARG BASE\nFROM ${BASE}\nRUN true";
  expect(found(nonRootEnd, text)).toEqual(["2: no USER"]);
  expect(found(nonRootEnd, text, { base: subjectOf(dockerfile("USER 1000")) })).toEqual([]);
  expect(found(nonRootEnd, text, { base: subjectOf(dockerfile("USER 0")) })).toEqual(["2: USER 0"]);
});
