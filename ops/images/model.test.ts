import { describe, expect, test } from "@jest/globals";
import type { StackPlan } from "../../infra/plan-types.ts";
import { images } from "../../tests/engine/catalogue.ts";
import { smallPlan } from "../testing.ts";
import { wantedImages } from "./build.ts";
import { imageEntries, imageTargets, withParents } from "./model.ts";

const plan = smallPlan();
const upstream = { upstream: "redis:7", pull: "m.corp/docker.io/library/redis:7" };
/** As in registry mode: one service is pulled, and what is built stands on a pulled image. */
const pulled: StackPlan = {
  ...plan,
  source: "registry",
  images: plan.images.filter((i) => i.name === "test-serve").map((i) => ({ ...i, parent: { upstream: "debian:12", pull: "debian:12@sha256:ab" } })),
  services: plan.services.map((s) => (s.name === "store" ? { ...s, image: upstream } : s)),
};

test("each image once, with what runs on it and what it stands on", () => {
  expect(imageEntries(plan).map(({ name, kind, parent, services }) => ({ name, kind, parent, services }))).toEqual([
    { name: "lab-debian", kind: "distribution", parent: "", services: [] },
    { name: "test-serve", kind: "service", parent: "lab-debian", services: ["api", "page", "queue", "store"] },
  ]);
  expect(imageEntries(pulled).map((e) => [e.name, e.kind, e.reference.replace(/1\.0\.0-[0-9a-f]{12}/, "TAG"), e.parent, e.services])).toEqual([
    ["debian:12", "upstream", "debian:12@sha256:ab", "", []],
    ["test-serve", "service", "sutazai/test-serve:TAG", "debian:12", ["api", "page", "queue"]],
    ["redis:7", "upstream", "m.corp/docker.io/library/redis:7", "", ["store"]],
  ]);
});

test("an image comes with all that it stands on, parents first", () => {
  expect([withParents(imageEntries(plan), ["test-serve"]), withParents(imageEntries(pulled), ["test-serve"]), withParents(imageEntries(pulled), ["redis:7"])]).toEqual([["lab-debian", "test-serve"], ["debian:12", "test-serve"], ["redis:7"]]);
  expect(imageTargets(["a", "b"])).toEqual(["--target", "**::image-a", "--target", "**::image-b"]);
});

describe("images build", () => {
  const loaded = { plan, images: [...images, { name: "lab-redis", kind: "lab", context: "images/lab/redis", from: {}, version: "7" }], settings: { profiles: ["default"] } } as never;
  test("takes all, or the named ones with their parents", () => {
    expect([wantedImages(loaded, []), wantedImages(loaded, ["lab-debian"])]).toEqual([["lab-debian", "test-serve"], ["lab-debian"]]);
  });
  test.each([
    ["test-srve", 'no image is called "test-srve"; nearest: test-serve'],
    ["lab-redis", "no service of stack t1 with profiles default and images from lab runs on lab-redis; --profile chooses others"],
  ])("refuses %s", (name, message) => expect(() => wantedImages(loaded, [name])).toThrow(message));
});
