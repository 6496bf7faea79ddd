import { expect, test } from "@jest/globals";
import { byDigest, parseReference, pinned, through } from "./references.ts";

const DIGEST = `sha256:${"a1".repeat(32)}`;

test.each([
  ["redis:7.2.5", { registry: "docker.io", repository: "library/redis", tag: "7.2.5" }],
  ["ollama/ollama:0.9.0", { registry: "docker.io", repository: "ollama/ollama", tag: "0.9.0" }],
  ["docker.io/library/redis:7", { registry: "docker.io", repository: "library/redis", tag: "7" }],
  ["index.docker.io/redis:7", { registry: "docker.io", repository: "library/redis", tag: "7" }],
  ["gcr.io/cadvisor/cadvisor:v0.49.1", { registry: "gcr.io", repository: "cadvisor/cadvisor", tag: "v0.49.1" }],
  ["127.0.0.1:5000/a/b/c:1", { registry: "127.0.0.1:5000", repository: "a/b/c", tag: "1" }],
  ["localhost/x", { registry: "localhost", repository: "x" }],
  ["host:5000/x", { registry: "host:5000", repository: "x" }],
  [`redis:7@${DIGEST}`, { registry: "docker.io", repository: "library/redis", tag: "7", digest: DIGEST }],
  [`host:5000/x@${DIGEST}`, { registry: "host:5000", repository: "x", digest: DIGEST }],
])("%s", (text, parts) => expect(parseReference(text)).toEqual(parts));

test("a lock pins what names no digest itself", () => {
  expect([pinned("redis:7", DIGEST), pinned("redis:7", undefined), pinned(`redis:7@${DIGEST}`, "sha256:other")]).toEqual([`redis:7@${DIGEST}`, "redis:7", `redis:7@${DIGEST}`]);
});

test.each([
  ["redis:7", "mirror.corp", "mirror.corp/docker.io/library/redis:7"],
  [`redis:7@${DIGEST}`, "127.0.0.1:5000/all", `127.0.0.1:5000/all/docker.io/library/redis:7@${DIGEST}`],
  ["gcr.io/cadvisor/cadvisor:v0.49.1", "mirror.corp/all", "mirror.corp/all/gcr.io/cadvisor/cadvisor:v0.49.1"],
  ["host:5000/x:1", "mirror.corp", "mirror.corp/host-5000/x:1"],
  ["redis:7", undefined, "redis:7"],
])("%s through %s", (reference, mirror, wanted) => expect(through(reference, mirror)).toBe(wanted));

test("the engine keeps what was pulled by digest without its tag", () => {
  expect([byDigest(`host:5000/a/b:7@${DIGEST}`), byDigest(`redis@${DIGEST}`), byDigest("redis:7")]).toEqual([`host:5000/a/b@${DIGEST}`, `redis@${DIGEST}`, "redis:7"]);
});
