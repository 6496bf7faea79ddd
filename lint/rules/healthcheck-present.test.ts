import { expect, test } from "@jest/globals";
import { dockerfile, found } from "../testing.ts";
import { healthcheckPresent } from "./healthcheck-present.ts";

test("none, or NONE", () => {
  expect(found(healthcheckPresent, dockerfile("RUN true"))).toEqual(["1: none"]);
  expect(found(healthcheckPresent, dockerfile("HEALTHCHECK CMD true", "HEALTHCHECK NONE"))).toEqual(["3: HEALTHCHECK NONE"]);
});

test("its own, or that of the stage below", () => {
  expect(found(healthcheckPresent, dockerfile("HEALTHCHECK --interval=5s CMD true"))).toEqual([]);
  expect(found(healthcheckPresent, "FROM a:1 AS b\nHEALTHCHECK CMD true\nFROM b")).toEqual([]);
});
