import { expect, test } from "@jest/globals";
import { LABELS } from "../../infra/names.ts";
import { ours } from "./logs.ts";

const container = (Id: string, name: string, checkout: string) => ({ Id, Names: [`/${name}`], Labels: { [LABELS.stack]: "dev", [LABELS.service]: "redis", [LABELS.checkout]: checkout } });
const OWNER = { stack: "dev", checkout: "c0ffee00" };

test("this checkout's container is read, the one with the service's own name before one that was renamed", () => {
  const [renamed, named, foreign] = [container("a", "abc_sutazai-dev-redis", "c0ffee00"), container("b", "sutazai-dev-redis", "c0ffee00"), container("c", "sutazai-dev-redis-2", "beef0000")];
  expect([ours([], OWNER, "redis"), ours([foreign, renamed, named], OWNER, "redis"), ours([foreign, renamed], OWNER, "redis")]).toEqual([undefined, named, renamed]);
});

test("another checkout's container is not read as ours", () => {
  expect(() => ours([container("c", "sutazai-dev-redis", "beef0000")], OWNER, "redis")).toThrow(
    "service redis of stack dev has no container of this checkout; sutazai-dev-redis is of stack dev, deployed by another checkout (id beef0000)\n  fix: read it there, or by its name: docker logs sutazai-dev-redis",
  );
});
