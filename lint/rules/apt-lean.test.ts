import { expect, test } from "@jest/globals";
import { dockerfile, found } from "../testing.ts";
import { aptLean } from "./apt-lean.ts";

test("recommended packages and lists", () => {
  expect(found(aptLean, dockerfile("RUN apt-get update && apt-get install -y curl"))).toEqual(["2: apt-get install without --no-install-recommends", "2: apt-get update without rm -rf /var/lib/apt/lists/*"]);
});

test.each([
  dockerfile("RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*"),
  dockerfile("RUN --mount=type=cache,target=/var/lib/apt apt-get update && apt-get -o APT::Install-Recommends=false install curl"),
  "FROM a:1 AS builder\nRUN apt-get update\nFROM b:1\nCOPY --from=builder /x /x",
])("%j is lean", (text) => {
  expect(found(aptLean, text)).toEqual([]);
});
