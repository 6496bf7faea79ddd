import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { containerName, filesVolumeName, imageTag, isOurs, LABELS, networkName, ownerLabels, prefix, SERVICE_NAME, volumeName } from "./names.ts";

test("prod has the short names, every other stack its own", () => {
  expect([prefix("prod"), prefix("dev"), containerName("prod", "redis"), containerName("e2e-1", "redis"), networkName("dev", "backend"), volumeName("dev", "redis-data")]).toEqual([
    "sutazai-",
    "sutazai-dev-",
    "sutazai-redis",
    "sutazai-e2e-1-redis",
    "sutazai-dev-net-backend",
    "sutazai-dev-redis-data",
  ]);
});

test("the volume of a directory of files", () => {
  expect([filesVolumeName("dev", "redis", "/run/secrets"), filesVolumeName("dev", "x", "/etc/A_b.d/"), filesVolumeName("prod", "x", "/")]).toEqual(["sutazai-dev-files-redis-run-secrets", "sutazai-dev-files-x-etc-a-b-d", "sutazai-files-x"]);
});

test("an image's tag has version and twelve digits of its hash", () => expect(imageTag("backend", "1.0.0", "0123456789abcdef")).toBe("sutazai/backend:1.0.0-0123456789ab"));

test("ours is what this checkout deployed as this stack", () => {
  const owner = { stack: "dev", checkout: "c0ffee00" };
  expect([ownerLabels(owner), { ...ownerLabels(owner), [LABELS.service]: "x" }, { ...ownerLabels(owner), [LABELS.checkout]: "other" }, { ...ownerLabels(owner), [LABELS.stack]: "prod" }, {}, null, undefined].map((labels) => isOurs(labels, owner))).toEqual([true, true, false, false, false, false, false]);
});

test.each([["redis", true], ["a-b-1", true], ["a--b", false], ["-a", false], ["a-", false], ["1a", false], ["A", false], ["", false], ["a_b", false]])("%p as a service's name: %p", (name, legal) => expect(SERVICE_NAME.test(name)).toBe(legal));

test("what the engine is given is legal for it", () => {
  const legal = fc.stringMatching(/^[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,8}){0,2}$/);
  fc.assert(
    fc.property(legal, legal, fc.stringMatching(/^(\/[A-Za-z0-9._-]{1,8}){1,3}$/), (stack, service, directory) => {
      for (const name of [containerName(stack, service), networkName(stack, service), volumeName(stack, service), filesVolumeName(stack, service, directory)]) expect(name).toMatch(/^[a-z][a-z0-9-]*[a-z0-9]$/);
    }),
  );
});
