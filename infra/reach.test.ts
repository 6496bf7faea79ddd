import { expect, test } from "@jest/globals";
import { smallPlan } from "../ops/testing.ts";
import { serve } from "../tests/engine/catalogue.ts";
import { reachOf, reachText } from "./reach.ts";

test("pairs on a network that no edge joins, in either direction; a network of one is none", () => {
  const plan = smallPlan([
    serve("store", { networks: ["database"] }),
    serve("cache", { networks: ["database"], uses: ["store"] }),
    serve("api", { networks: ["database", "backend"], dependsOn: ["store"] }),
    serve("page", { networks: ["frontend"] }),
    serve("worker", { dependsOn: ["api"] }),
  ]);
  const reach = reachOf(plan);
  expect(reach).toEqual([
    { network: "backend", services: 2, pairs: 1, undeclared: [] },
    { network: "database", services: 3, pairs: 3, undeclared: [["api", "cache"]] },
  ]);
  expect(reachText(reach)).toBe("edges one by one: networks are shared, and services reach each other without a declared edge on database 1 of 3 pairs (--json lists them)");
  expect(reachText(reach.slice(0, 1))).toBeUndefined();
});
