import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { MINIMUM_NANO_CPUS, parseCpus, providerCpus, stableCpus } from "./cpus.ts";

test.each([
  ["0.5", 500_000_000n],
  ["2", 2_000_000_000n],
  ["10.", 10_000_000_000n],
  ["0.000000001", 1n],
  ["0.0000000001", undefined],
  ["1e3", undefined],
  ["-1", undefined],
  ["", undefined],
  [1, undefined],
  [undefined, undefined],
])("parses %j", (value, nano) => {
  expect(parseCpus(value)).toBe(nano);
});

/** Read back by the provider from a real engine: 1, 2, 0.5, 0.05, 1.05, 0.25, 0.01. */
test.each([
  ["1", "1.0"],
  ["2", "2.0"],
  ["0.5", "0.5"],
  ["0.05", "0.1"],
  ["1.05", "1.05"],
  ["0.25", "0.25"],
  ["0.01", "0.0"],
])("the provider reads %s back as %s", (value, read) => {
  expect(providerCpus(parseCpus(value) ?? -1n)).toBe(read);
});

test.each([
  ["2", "2.0"],
  ["10", "10."],
  ["0.05", "0.1"],
  ["0.04", "0.1"],
  ["20.01", "20."],
])("%s is best spelt %s", (value, spelling) => {
  expect(stableCpus(parseCpus(value) ?? -1n)).toBe(spelling);
});

test("a stable spelling is one that comes back as it is", () => {
  const value = fc.bigInt({ min: MINIMUM_NANO_CPUS, max: 512_000_000_000n });
  fc.assert(
    fc.property(value, fc.constantFrom(1n, 1_000_000n, 10_000_000n, 1_000_000_000n), (any, step) => {
      const spelling = stableCpus((any / step) * step);
      const nano = parseCpus(spelling) ?? -1n;
      expect({ least: nano >= MINIMUM_NANO_CPUS, read: providerCpus(nano) }).toEqual({ least: true, read: spelling });
    }),
    { numRuns: 1000 },
  );
});
