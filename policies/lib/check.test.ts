import { expect, test } from "@jest/globals";
import { noSsh } from "../rules/no-ssh.ts";
import { container, judge, remoteImage, UNKNOWN } from "../testing.ts";
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

test("an item that is not known yet hides no other's finding", async () => {
  const { violations, unknown } = await judge(noSsh, container({ ports: [{ internal: UNKNOWN }, { internal: 22 }] }));
  expect({ violations, unknown }).toEqual({
    violations: ["redis: must serve no SSH; got ports[1].internal 22; fix: remove the port and the server behind it"],
    unknown: expect.stringContaining("can't be known during preview"),
  });
});

test("a type that has no checks does not apply", async () => {
  expect(await judge({ ...pinnedVersions, validateResource: checks({ remoteImage: [] }) }, container())).toEqual({ violations: [], notApplicable: `judges ${TYPES.remoteImage}` });
});
