import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { overlap, parseSubnet } from "./subnet.ts";

test.each(["", "172.20.1.0", "172.20.1.0/33", "172.20.1.0/31", "172.20.1.1/24", "256.0.0.0/8", "1.2.3/24", "fd00::/64", "172.20.1.0/24 "])("%j is no subnet", (text) => {
  expect(parseSubnet(text)).toBeUndefined();
});

const subnet = fc.tuple(fc.nat(2 ** 32 - 1), fc.integer({ min: 8, max: 30 })).map(([address, bits]) => ({ first: address - (address % 2 ** (32 - bits)), bits }));
const print = ({ first, bits }: { first: number; bits: number }) => `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join(".")}/${bits}`;

test("what is printed is read back", () => {
  fc.assert(fc.property(subnet, (one) => expect(parseSubnet(print(one))).toEqual(one)));
});

test("two overlap exactly when the wider one holds the first address of the other", () => {
  fc.assert(
    fc.property(subnet, subnet, (one, other) => {
      const size = 2 ** (32 - Math.min(one.bits, other.bits));
      expect(overlap(one, other)).toBe(Math.floor(one.first / size) === Math.floor(other.first / size));
      expect(overlap(other, one)).toBe(overlap(one, other));
    }),
  );
});
