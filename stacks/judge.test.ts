import { expect, test } from "@jest/globals";
import { aService, attempt } from "../tests/unit/fixtures.ts";
import { violations } from "./judge.ts";

const plan = () => attempt({ services: [aService("one")] });

test("a plan of the catalogue's classes violates nothing", async () => {
  expect(await violations(plan())).toEqual([]);
});

test("each violation comes before anything is registered, with service, rule, got and fix", async () => {
  const good = plan();
  const bad = { ...good, services: good.services.map((s) => ({ ...s, user: "0:0" })), images: good.images.map((i) => ({ ...i, tag: "sutazai/web:latest" })) };
  expect(await violations(bad)).toEqual([
    '[non-root-user] one: must run as a numeric user other than root; got user "0:0"; fix: set user: "1000:1000"',
    '[pinned-versions] sutazai/web:latest: must name its image by a fixed tag or a sha256 digest; got name "sutazai/web:latest" (the tag latest moves); fix: set name: "sutazai/web:<version>"',
  ]);
});
