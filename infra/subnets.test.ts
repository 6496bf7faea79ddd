import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { overlaps, parseAnySubnet, parseSubnet } from "./subnets.ts";

test.each([
  ["172.20.1.0/24", { base: 172 * 2 ** 24 + 20 * 2 ** 16 + 256, bits: 24 }],
  ["10.0.0.0/8", { base: 10 * 2 ** 24, bits: 8 }],
  ["10.0.0.8/29", { base: 10 * 2 ** 24 + 8, bits: 29 }],
  ["172.20.1.1/24", undefined], ["10.0.0.0/7", undefined], ["10.0.0.0/30", undefined], ["10.0.0/24", undefined], ["256.0.0.0/24", undefined], ["10.0.0.0", undefined], ["fd00::/64", undefined], ["010.0.0.0/8", undefined],
])("parseSubnet(%p)", (text, subnet) => expect(parseSubnet(text)).toEqual(subnet));

test.each([["0.0.0.0/0", { base: 0, bits: 0 }], ["10.1.2.3/8", { base: 10 * 2 ** 24, bits: 8 }], ["255.255.255.255/32", { base: 2 ** 32 - 1, bits: 32 }], ["1.2.3.4/33", undefined]])(
  "parseAnySubnet(%p)",
  (text, subnet) => expect(parseAnySubnet(text)).toEqual(subnet),
);

test.each([
  ["172.20.1.0/24", "172.20.2.0/24", false],
  ["172.20.0.0/16", "172.20.255.0/24", true],
  ["172.20.1.0/24", "172.20.1.0/24", true],
  ["172.20.0.0/23", "172.20.2.0/24", false],
  ["0.0.0.0/0", "255.255.255.255/32", true],
])("%s and %s overlap: %p", (a, b, expected) => {
  const [left, right] = [parseAnySubnet(a)!, parseAnySubnet(b)!];
  expect([overlaps(left, right), overlaps(right, left)]).toEqual([expected, expected]);
});

test("two networks overlap exactly when one has the other's first address", () => {
  const any = fc.tuple(fc.nat(2 ** 32 - 1), fc.integer({ min: 0, max: 32 })).map(([address, bits]) => ({ base: address - (address % 2 ** (32 - bits)), bits }));
  const has = (a: { base: number; bits: number }, address: number) => address >= a.base && address < a.base + 2 ** (32 - a.bits);
  fc.assert(fc.property(any, any, (a, b) => expect(overlaps(a, b)).toBe(has(a, b.base) || has(b, a.base))));
});
