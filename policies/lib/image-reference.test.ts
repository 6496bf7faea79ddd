import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { isImageId, parseImageReference, printImageReference, type ImageReference } from "./image-reference.ts";

const HEX = "0123456789abcdef".repeat(4);

test.each<[string, ImageReference]>([
  ["redis", { repository: "redis" }],
  ["redis:7.4", { repository: "redis", tag: "7.4" }],
  ["library/redis", { repository: "library/redis" }],
  ["localhost/redis:7", { registry: "localhost", repository: "redis", tag: "7" }],
  ["localhost:5000/x", { registry: "localhost:5000", repository: "x" }],
  ["Registry.Test:5000/team/a__b.c-d:1_2.3", { registry: "Registry.Test:5000", repository: "team/a__b.c-d", tag: "1_2.3" }],
  ["[::1]:5000/x:1", { registry: "[::1]:5000", repository: "x", tag: "1" }],
  [`redis@sha256:${HEX}`, { repository: "redis", digest: `sha256:${HEX}` }],
  [`ghcr.test/a/b:1@sha256:${HEX}`, { registry: "ghcr.test", repository: "a/b", tag: "1", digest: `sha256:${HEX}` }],
])("%s", (text, reference) => {
  expect(parseImageReference(text)).toEqual({ reference });
  expect(printImageReference(reference)).toBe(text);
});

test.each<[string, string]>([
  ["", "it names no repository"],
  [":7", "it names no repository"],
  [`@sha256:${HEX}`, "it names no repository"],
  ["localhost:5000/", "it names no repository"],
  ["Redis", "the repository is not lower-case"],
  ["Library/redis", "the repository is not lower-case"],
  ["ghcr.test/Team/x", "the repository is not lower-case"],
  ["a//b", "the repository is not lower-case letters and digits, parted by . _ - and /"],
  ["-a", "the repository is not lower-case letters and digits, parted by . _ - and /"],
  ["a___b", "the repository is not lower-case letters and digits, parted by . _ - and /"],
  ["a b", "the repository is not lower-case letters and digits, parted by . _ - and /"],
  ["docker://redis", "the registry is not host[:port]"],
  ["-x.test/a", "the registry is not host[:port]"],
  ["x.test:port/a", "the registry is not host[:port]"],
  ["redis:", "the tag is not 1 to 128 letters, digits, _ . or -"],
  ["redis:.7", "the tag is not 1 to 128 letters, digits, _ . or -"],
  ["redis:a:b", "the tag is not 1 to 128 letters, digits, _ . or -"],
  [`redis:${"a".repeat(129)}`, "the tag is not 1 to 128 letters, digits, _ . or -"],
  ["redis:7\n", "the tag is not 1 to 128 letters, digits, _ . or -"],
  ["redis@", "the digest is not algorithm:hex"],
  ["redis@sha256:123", "the digest is not algorithm:hex"],
  [`redis@sha256:${HEX}@sha256:${HEX}`, "the digest is not algorithm:hex"],
  ["a".repeat(256), "the name is longer than 255 characters"],
  [HEX, "64 hexadecimal digits are an id, not a name"],
])("%j is refused", (text, problem) => {
  expect(parseImageReference(text)).toEqual({ problem });
});

const chars = (alphabet: string, limits: { minLength?: number; maxLength: number }) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength: 1, ...limits });
const lower = chars("abcxyz0189", { maxLength: 8 });
const part = fc.array(fc.tuple(lower, fc.constantFrom(".", "_", "__", "-", "---")), { minLength: 1, maxLength: 3 }).map((pairs) =>
  pairs.map(([word, separator], index) => (index === pairs.length - 1 ? word : word + separator)).join(""),
);
const host = fc.oneof(
  fc.constant("localhost"),
  fc.tuple(chars("aZ09", { maxLength: 6 }), chars("aZ09", { maxLength: 6 })).map((labels) => labels.join(".")),
  fc.constant("[fe80::1]"),
);
const registry = fc.tuple(host, fc.option(fc.nat(65535), { nil: undefined })).map(([name, port]) => (port === undefined ? name : `${name}:${port}`));
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const reference = fc
  .record({
    registry: optional(registry),
    repository: fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/")),
    tag: optional(fc.tuple(chars("aZ0_", { maxLength: 1 }), chars("aZ0_.-", { minLength: 0, maxLength: 127 })).map((pair) => pair.join(""))),
    digest: optional(chars("0123456789abcdef", { minLength: 64, maxLength: 64 }).map((hex) => `sha256:${hex}`)),
  })
  // Without a registry "localhost/x" is another reference; the printed text says the same for both.
  .filter((r) => r.registry !== undefined || !/^(?:[^/]*\.[^/]*|localhost)\//.test(r.repository))
  .map((r) => Object.fromEntries(Object.entries(r).filter(([, value]) => value !== undefined)) as unknown as ImageReference);

test("every reference survives being printed and parsed", () => {
  fc.assert(
    fc.property(reference, (wanted) => {
      expect(parseImageReference(printImageReference(wanted))).toEqual({ reference: wanted });
    }),
  );
});

test("any text is either refused or printed back as it was", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."aA0:/@._-[] \n"), maxLength: 20 }), (text) => {
      const parsed = parseImageReference(text);
      if ("reference" in parsed) expect(printImageReference(parsed.reference)).toBe(text);
      else expect(parsed.problem).not.toBe("");
    }),
    { numRuns: 1000 },
  );
});

test("an id is sha256: and 64 lower-case hexadecimal digits", () => {
  expect([`sha256:${HEX}`, HEX, `sha256:${HEX}0`, `sha256:${HEX.toUpperCase()}`].map(isImageId)).toEqual([true, false, false, false]);
});
