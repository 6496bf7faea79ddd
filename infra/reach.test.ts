import { expect, test } from "@jest/globals";
import { smallPlan } from "../ops/testing.ts";
import { serve } from "../tests/engine/catalogue.ts";
import { askedOn, reachOf, reachText } from "./reach.ts";

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

test("a service is asked on the networks that another of the catalogue shares alone with it", () => {
  const of = (name: string, networks: string[], dependsOn: string[] = [], uses: string[] = []) => ({ name, networks, dependsOn, uses }) as never as Parameters<typeof askedOn>[0] & Parameters<typeof askedOn>[1][number];
  const store = of("store", ["database", "monitoring"]);
  const catalogue = [store, of("api", ["backend", "database"], ["store"]), of("both", ["monitoring", "database"], ["store"]), of("probe", ["monitoring"], [], ["store"]), of("stranger", ["monitoring"])];
  expect([askedOn(store, catalogue), askedOn(store, catalogue.slice(0, 3)), askedOn(store, catalogue.slice(2, 3)), askedOn(of("db", ["database"]), [of("api", ["database"], ["db"])])]).toEqual([["database", "monitoring"], ["database"], [], []]);
});
