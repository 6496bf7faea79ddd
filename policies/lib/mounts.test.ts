import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { isIn, normalPath } from "./mounts.ts";

test.each([
  ["/", "/"],
  ["//", "/"],
  ["/run/", "/run"],
  ["/a/../var/./run//docker.sock/", "/var/run/docker.sock"],
  ["/../..", "/"],
])("%s is %s", (path, normal) => {
  expect(normalPath(path)).toBe(normal);
});

test("a path has one normal form, whatever is put between its parts", () => {
  const part = fc.constantFrom("a", "run", "docker.sock");
  const noise = fc.constantFrom("/", "//", "/./", "/x/../");
  fc.assert(
    fc.property(fc.array(fc.tuple(noise, part), { minLength: 1, maxLength: 4 }), fc.constantFrom("", "/", "/."), (parts, end) => {
      expect(normalPath(parts.map(([between, name]) => between + name).join("") + end)).toBe(parts.map(([, name]) => `/${name}`).join(""));
    }),
  );
});

test("a directory holds itself and what lies below it, not what begins alike", () => {
  expect([isIn("/etc", "/etc"), isIn("/etc/ssl", "/etc"), isIn("/x", "/"), isIn("/etcetera", "/etc"), isIn("/", "/etc")]).toEqual([true, true, true, false, false]);
});
