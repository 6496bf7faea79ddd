import { expect, test } from "@jest/globals";
import { container, foreign, judge, remoteImage, service, UNKNOWN } from "../testing.ts";
import { pinnedVersions } from "./pinned-versions.ts";

const HEX = "0123456789abcdef".repeat(4);
const REGISTERED = "registry.test:5000/team/redis";

const refused = (service: string, got: string, fix: string) => ({
  violations: [`${service}: must name its image by a fixed tag or a sha256 digest; got ${got}; fix: set ${fix}`],
});

test.each([
  "redis:7.4.2",
  "redis:7-bookworm",
  "localhost:5000/redis:7.4.2",
  `${REGISTERED}:7.4.2`,
  `redis@sha256:${HEX}`,
  `redis:7.4.2@sha256:${HEX}`,
  `redis:latest@sha256:${HEX}`,
  "redis:latest-7.4.2",
])("%s is pinned", async (name) => {
  expect(await judge(pinnedVersions, remoteImage({ name }))).toEqual({ violations: [] });
  expect(await judge(pinnedVersions, container({ image: name }))).toEqual({ violations: [] });
  expect(await judge(pinnedVersions, service({ image: name }))).toEqual({ violations: [] });
});

test.each([
  ["redis", "no tag means latest", "redis:<version>"],
  ["localhost:5000/redis", "no tag means latest", "localhost:5000/redis:<version>"],
  [REGISTERED, "no tag means latest", `${REGISTERED}:<version>`],
  ["redis:latest", "the tag latest moves", "redis:<version>"],
  ["redis:Latest", "the tag Latest moves", "redis:<version>"],
  ["redis:stable", "the tag stable moves", "redis:<version>"],
  ["redis:edge", "the tag edge moves", "redis:<version>"],
  ["redis:nightly", "the tag nightly moves", "redis:<version>"],
  ["redis:main", "the tag main moves", "redis:<version>"],
  [`${REGISTERED}:master`, "the tag master moves", `${REGISTERED}:<version>`],
  [`redis:7@sha512:${HEX}${HEX}`, "the digest is not sha256 with 64 lower-case digits", "redis@sha256:<digest>"],
  [`redis@sha256:${HEX.slice(1)}`, "the digest is not sha256 with 64 lower-case digits", "redis@sha256:<digest>"],
  [`redis@sha256:${HEX.toUpperCase()}`, "the digest is not sha256 with 64 lower-case digits", "redis@sha256:<digest>"],
  ["redis@sha256:abc", "the digest is not algorithm:hex", "repository:version"],
  ["Redis:7", "the repository is not lower-case", "repository:version"],
  ["redis:", "the tag is not 1 to 128 letters, digits, _ . or -", "repository:version"],
  ["", "it names no repository", "repository:version"],
  [HEX, "64 hexadecimal digits are an id, not a name", "repository:version"],
])("%j is not pinned", async (name, why, fix) => {
  const shown = JSON.stringify(name);
  expect(await judge(pinnedVersions, remoteImage({ name }))).toEqual(refused("redis-image", `name ${shown} (${why})`, `name: "${fix}"`));
  expect(await judge(pinnedVersions, container({ image: name }))).toEqual(refused("redis", `image ${shown} (${why})`, `image: "${fix}"`));
  const field = "taskSpec.containerSpec.image";
  expect(await judge(pinnedVersions, service({ image: name }))).toEqual(refused("redis", `${field} ${shown} (${why})`, `${field}: "${fix}"`));
});

test("an image's id will do for a container, not where something is to be pulled", async () => {
  const id = `sha256:${HEX}`;
  expect(await judge(pinnedVersions, container({ image: id }))).toEqual({ violations: [] });
  expect(await judge(pinnedVersions, remoteImage({ name: id }))).toEqual(
    refused("redis-image", `name "${id}" (an image id names nothing that can be pulled)`, 'name: "repository:version"'),
  );
});

test("an image must be named", async () => {
  expect(await judge(pinnedVersions, container({ image: undefined }))).toEqual(refused("redis", "no image", 'image: "repository:version"'));
});

test("a built image says its service by its build's labels", async () => {
  expect(await judge(pinnedVersions, remoteImage({ name: "backend", build: { context: ".", labels: { "sutazai.service": "backend" } } }))).toEqual(
    refused("backend", 'name "backend" (no tag means latest)', 'name: "backend:<version>"'),
  );
});

test("an unknown name is neither passed nor refused; a container's unknown image waits for the deployment", async () => {
  expect(await judge(pinnedVersions, remoteImage({ name: UNKNOWN }))).toEqual({
    violations: [],
    unknown: "string value at .name can't be known during preview",
  });
  expect(await judge(pinnedVersions, service({ image: UNKNOWN }))).toEqual({
    violations: [],
    unknown: "string value at .taskSpec.containerSpec.image can't be known during preview",
  });
  expect(await judge(pinnedVersions, container({ image: UNKNOWN }))).toEqual({
    violations: [],
    notApplicable: "the image is known once it is there; it is checked then, and as RemoteImage.name now",
  });
});

test("leaves other types alone", async () => {
  expect(await judge(pinnedVersions, foreign)).toEqual({
    violations: [],
    notApplicable: "judges docker:index/container:Container, docker:index/remoteImage:RemoteImage, docker:index/service:Service",
  });
});
