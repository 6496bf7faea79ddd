import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { formatBytes, formatCpus, formatMebibytes, formatSeconds, parseBytes, parseMebibytes, parseSeconds } from "./units.ts";

test.each([
  ["0", 0], ["512", 512], ["1k", 1024], ["1 KB", 1024], ["1KiB", 1024], ["1.5 MB", 1.5 * 1024 ** 2], ["100m", 100 * 1024 ** 2], ["2 GB", 2 * 1024 ** 3], ["1T", 1024 ** 4],
  ["", undefined], ["MB", undefined], ["-1 MB", undefined], ["1 PB", undefined], ["1.3", undefined], ["1,5 MB", undefined], ["1e3", undefined], ["99999999 TB", undefined], ["1 MBit", undefined],
])("parseBytes(%p) = %p", (text, bytes) => expect(parseBytes(text)).toBe(bytes));

test.each([["512 MB", 512], ["2 GB", 2048], ["6 MB", 6], ["6144 KB", 6], ["1.5 GB", 1536], ["5 MB", undefined], ["512", undefined], ["6145 KB", undefined], ["0.5 MB", undefined]])(
  "parseMebibytes(%p) = %p",
  (text, mebibytes) => expect(parseMebibytes(text)).toBe(mebibytes),
);

test.each([["90s", 90], ["1m30s", 90], ["2h", 7200], ["500ms", 0.5], ["1h1m1s1ms", 3661.001], ["1.5s", 1.5], ["", undefined], ["30", undefined], ["1s1m", undefined], ["-1s", undefined], ["1d", undefined]])(
  "parseSeconds(%p) = %p",
  (text, seconds) => expect(parseSeconds(text)).toBe(seconds),
);

test.each([[0, "0s"], [0.5, "500ms"], [1, "1s"], [60, "1m0s"], [90.5, "1m30.5s"], [3600, "1h0m0s"], [5400, "1h30m0s"]])("formatSeconds(%p) = %p, as the engine spells it", (seconds, text) =>
  expect(formatSeconds(seconds)).toBe(text),
);

test.each([[0.5, "0.5"], [2, "2.0"], [10, "10."], [0.25, "0.25"], [1.1, "1.1"], [100, "100."], [20, "20."], [10.01, "10.0"], [0.06, "0.1"], [0.01, "0.0"]])("formatCpus(%p) = %p, as the provider reads it back", (cpus, text) =>
  expect(formatCpus(cpus)).toBe(text),
);

test.each([[512, "512 MB"], [1024, "1 GB"], [1536, "1.5 GB"], [1025, "1025 MB"], [1152, "1.125 GB"]])("formatMebibytes(%p) = %p", (mebibytes, text) => expect(formatMebibytes(mebibytes)).toBe(text));
test.each([[0, "0 B"], [1023, "1023 B"], [1024, "1.0 KiB"], [83_800_000, "79.9 MiB"], [3 * 1024 ** 3, "3.0 GiB"], [2048 * 1024 ** 4, "2048.0 TiB"]])("formatBytes(%p) = %p", (bytes, text) => expect(formatBytes(bytes)).toBe(text));

describe("what is printed is read back as the same", () => {
  test("sizes", () => fc.assert(fc.property(fc.integer({ min: 6, max: 2 ** 24 }), (n) => expect(parseMebibytes(formatMebibytes(n))).toBe(n))));
  test("durations, to the millisecond", () => fc.assert(fc.property(fc.integer({ min: 0, max: 10 ** 8 }), (ms) => expect(parseSeconds(formatSeconds(ms / 1000))).toBeCloseTo(ms / 1000, 6))));
  test("CPUs, in tenths", () => fc.assert(fc.property(fc.integer({ min: 1, max: 10_240 }), (n) => expect(Number(formatCpus(n / 10))).toBe(n / 10))));
  test("CPUs, in hundredths from 0.1 to 9.99", () => fc.assert(fc.property(fc.integer({ min: 10, max: 999 }), (n) => expect(Number(formatCpus(n / 100))).toBe(n / 100))));
});
