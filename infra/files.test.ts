import { expect, test } from "@jest/globals";
import { aService, attempt } from "../tests/unit/fixtures.ts";
import { digest, keyedDigest } from "./digest.ts";
import { fillSecrets } from "./plan-files.ts";
import { choose, secretNames, validateCatalogue } from "./rules.ts";

test("files are grouped by directory, and those with secrets are marked", () => {
  const files = [
    { target: "/run/secrets/b", content: "{{secret:token}}" },
    { target: "/etc/app/app.conf", source: "config/app.conf" },
    { target: "/run/secrets/a", content: "no secret" },
  ];
  const plan = attempt({ services: [aService("one", { files })], host: { files: new Map([["config/app.conf", "text"]]) }, existing: ["config/app.conf"] });
  expect(plan.services[0]!.fileSets).toEqual([
    { volume: "sutazai-dev-files-one-etc-app", directory: "/etc/app", files: [{ path: "app.conf", content: "text", secret: false }] },
    { volume: "sutazai-dev-files-one-run-secrets", directory: "/run/secrets", files: [{ path: "a", content: "no secret", secret: false }, { path: "b", content: "{{secret:token}}", secret: true }] },
  ]);
  expect(plan.secrets).toEqual(["token"]);
});

test("secrets are filled in, also when a value looks like a pattern; a missing one is named", () => {
  expect(fillSecrets("a={{secret:x}} b={{secret:y}} {{other}}", { x: "$&$1", y: "2" })).toBe("a=$&$1 b=2 {{other}}");
  expect(() => fillSecrets("{{secret:gone}}", {})).toThrow('the secret "gone" has no value; ./sutazai env creates what is missing');
});

test("names of secrets, each once, sorted", () => {
  const { services } = validateCatalogue(
    [aService("one", { files: [{ target: "/a", content: "{{secret:b}} {{secret:a}}" }] }), aService("two", { files: [{ target: "/b", content: "{{secret:b}}" }, { target: "/c", source: "README.md" }] })],
    { images: [{ name: "web", kind: "service", context: "", from: {}, version: "1" }] },
  );
  expect(secretNames(services)).toEqual(["a", "b"]);
});

test("a choice brings what it needs, and only that", () => {
  const { services } = validateCatalogue([aService("store"), aService("api", { dependsOn: ["store"] }), aService("page", { dependsOn: ["api"] }), aService("gpu", { profiles: ["ml-heavy"], dependsOn: ["store"] })], { images: [{ name: "web", kind: "service", context: "", from: {}, version: "1" }] });
  const names = (profiles: string[], only: string[]) => choose(services, profiles, only).chosen.map((s) => s.name);
  expect([names(["default"], []), names(["ml-heavy"], []), names(["default"], ["api"]), names(["default", "ml-heavy"], ["gpu"])]).toEqual([["store", "api", "page"], ["store", "gpu"], ["store", "api"], ["store", "gpu"]]);
});

test("digests do not collide where parts meet, and depend on the key", () => {
  expect(digest(["ab", "c"])).not.toBe(digest(["a", "bc"]));
  expect(digest(["a"])).not.toBe(digest(["a", ""]));
  expect(keyedDigest("k1", ["a"])).not.toBe(keyedDigest("k2", ["a"]));
  expect(keyedDigest("k1", ["a"])).toMatch(/^[0-9a-f]{32}$/);
});
