import { expect, test } from "@jest/globals";
import { seconds } from "./durations.ts";

test.each([["0s", 0], ["30s", 30], ["1m30s", 90], ["1h0m0s", 3600], ["500ms", 0.5], ["1.5s", 1.5]])("%s is %d seconds", (text, number) => {
  expect(seconds(text)).toBe(number);
});

test.each([[""], ["5"], ["5 s"], ["s"], ["-1s"], ["1d"], [5], [undefined]])("%j is no duration", (value) => {
  expect(seconds(value)).toBeUndefined();
});
