import { expect, test } from "@jest/globals";
import { container, judge, remoteImage } from "../testing.ts";
import { checks, TYPES } from "./check.ts";
import { pinnedVersions } from "../rules/pinned-versions.ts";

const LEFT_OUT = { violations: [], notApplicable: "has no inputs: this deploy leaves it out" };

test("what --target leaves out of a deploy comes without inputs and is not judged", async () => {
  expect(await judge(pinnedVersions, { type: TYPES.remoteImage, name: "image-redis", props: {} })).toEqual(LEFT_OUT);
  expect(await judge(pinnedVersions, { type: TYPES.container, name: "redis", props: {} })).toEqual(LEFT_OUT);
});

test("one input is enough to be judged", async () => {
  expect((await judge(pinnedVersions, { type: TYPES.container, name: "redis", props: { name: "redis" } })).violations).toHaveLength(1);
  expect((await judge(pinnedVersions, remoteImage({ name: undefined }))).violations).toHaveLength(1);
});

test("a type that has no checks does not apply", async () => {
  expect(await judge({ ...pinnedVersions, validateResource: checks({ remoteImage: [] }) }, container())).toEqual({ violations: [], notApplicable: `judges ${TYPES.remoteImage}` });
});
