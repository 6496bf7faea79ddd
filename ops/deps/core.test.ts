import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { smallestCore } from "./core.ts";

const holds = (part: readonly number[], all: readonly number[]) => all.every((n) => part.includes(n));

test("of everything that conflicts one smallest part is left, whatever the items and conflicts", async () => {
  const numbers = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(numbers, fc.array(fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 }), async (items, picks) => {
      const conflicts = picks.map((pick) => [...new Set(pick.map((n) => items[n % items.length]!))]);
      const asked = async (part: readonly number[]) => conflicts.some((conflict) => holds(part, conflict));
      const core = await smallestCore(items, asked, { left: 1000 });
      expect(core.minimal).toBe(true);
      expect(await asked(core.items)).toBe(true);
      for (const item of core.items) expect(core.items.length > 1 && (await asked(core.items.filter((i) => i !== item)))).toBe(false);
    }),
    { numRuns: 200 },
  );
});

test("a budget that ends leaves a part that conflicts and says that it may be too big", async () => {
  const items = Array.from({ length: 64 }, (_, i) => i);
  const core = await smallestCore(items, async (part) => holds(part, [3, 40]), { left: 5 });
  expect({ conflicts: holds(core.items, [3, 40]), minimal: core.minimal }).toEqual({ conflicts: true, minimal: false });
});

test("two of 256 are found with few questions", async () => {
  let asked = 0;
  const core = await smallestCore(Array.from({ length: 256 }, (_, i) => i), async (part) => (asked++, holds(part, [17, 200])), { left: 1000 });
  expect(core).toEqual({ items: [17, 200], minimal: true });
  expect(asked).toBeLessThan(40);
});
