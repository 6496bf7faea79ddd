import { expect, test } from "@jest/globals";
import { estateTree } from "../../tests/fixtures/legacy/estates.ts";
import { estateFrom } from "./estate.ts";
import { figuresOf } from "./figures.ts";
import { planOf } from "./plan.ts";
import { CRITICAL } from "../critical.ts";

test("a real checkout: the figures of docs/consolidate-plan.md, and every reference still valid", async () => {
  const tree = await estateTree("8070f4964");
  const estate = estateFrom(tree, "8070f4964", () => ({ size: 0, mode: 0o644 }));
  const { plan } = planOf(estate, { critical: CRITICAL, allow: [] });
  expect(figuresOf(estate, plan)).toEqual({
    files: { dockerfile: { before: 211, after: 77 }, requirements: { before: 123, after: 64 }, compose: { before: 17, after: 17 } },
    generated: 17,
    templates: 14,
    dangling: 0,
  });
}, 60_000);
