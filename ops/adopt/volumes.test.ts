import { expect, test } from "@jest/globals";
import type { StackPlan } from "../../infra/plan-types.ts";
import { ProblemsError } from "../../infra/problems.ts";
import { readPairs, strangers } from "./volumes.ts";

const plan = {
  prefix: "sutazai-dev-",
  volumes: ["sutazai-dev-postgres-data", "sutazai-dev-redis-data"],
  services: [
    { name: "postgres", user: "70:70", volumes: [{ volume: "sutazai-dev-postgres-data", target: "/d", readOnly: false }] },
    { name: "backup", user: "1000:1000", volumes: [{ volume: "sutazai-dev-postgres-data", target: "/b", readOnly: true }] },
    { name: "redis", user: "999:999", volumes: [{ volume: "sutazai-dev-redis-data", target: "/d", readOnly: false }] },
  ],
} as unknown as Pick<StackPlan, "volumes" | "prefix" | "services">;

const problems = (...words: string[]) => {
  try {
    readPairs(words, plan);
    return [];
  } catch (error) {
    return (error as ProblemsError).problems.map(({ path, rule, got, fix }) => [path, rule, got, fix].join(" | "));
  }
};

test("a volume is named as the catalogue or as the engine names it, and its services are known", () => {
  expect(readPairs(["shop_pgdata=postgres-data", "r=sutazai-dev-redis-data"], plan)).toEqual([
    { from: "shop_pgdata", to: "sutazai-dev-postgres-data", users: [{ service: "postgres", user: "70:70" }, { service: "backup", user: "1000:1000" }] },
    { from: "r", to: "sutazai-dev-redis-data", users: [{ service: "redis", user: "999:999" }] },
  ]);
});

test("every word that is wrong is told at once", () => {
  expect(problems("pgdata", "=x", "a=b=c", "old=postgres-dta", "one=redis-data", "one=redis-data")).toEqual([
    "--volume | each volume once | one several times | leave all but one out",
    "--volume | each volume once | sutazai-dev-redis-data several times | leave all but one out",
    "--volume =x | OLD=NEW | =x | name the volume that there is, and the stack's that gets its data",
    "--volume a=b=c | OLD=NEW | a=b=c | name the volume that there is, and the stack's that gets its data",
    "--volume old=postgres-dta | NEW is a data volume of the stack | postgres-dta | one of postgres-data",
    "--volume pgdata | OLD=NEW | pgdata | name the volume that there is, and the stack's that gets its data",
  ]);
});

test("files of another user are counted; with none there is nothing to say", () => {
  const users = [{ service: "store", user: "70:70" }];
  expect([strangers(["file 644 70 70", "file 644 5 6"], users), strangers(["file 644 70 5"], users)]).toEqual(["1 of them belongs to another user than 70:70, as which store runs; owners are kept as they were", undefined]);
});
