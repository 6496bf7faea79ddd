import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { aService, attempt, HOST, problemsOf } from "../tests/unit/fixtures.ts";
import { catalogue } from "./catalogue/index.ts";
import { IMAGES } from "./images.ts";
import { compareLock, lockText, parseLock, renewLock, upstreamReferences } from "./images-lock.ts";
import { planImages } from "./plan.ts";
import { ProblemsError } from "./problems.ts";

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
const LOCK = { "a:1": { digest: digest("a") }, "gone:1": { digest: digest("c") }, "moved:1": { digest: digest("d"), platforms: ["linux/amd64"] }, "absent:1": { digest: digest("e") } };
const FOUND = new Map([
  ["a:1", { digest: digest("a") }],
  ["moved:1", { digest: digest("f"), platforms: ["linux/arm64"] }],
  ["new:1", { digest: digest("b") }],
  ["absent:1", undefined],
  ["never:1", undefined],
]);

test("each reference has one state, with both digests", () => {
  expect(compareLock(LOCK, FOUND)).toEqual([
    { reference: "a:1", state: "same", locked: digest("a"), found: digest("a") },
    { reference: "absent:1", state: "absent", locked: digest("e") },
    { reference: "gone:1", state: "unused", locked: digest("c") },
    { reference: "moved:1", state: "moved", locked: digest("d"), found: digest("f") },
    { reference: "never:1", state: "absent" },
    { reference: "new:1", state: "new", found: digest("b") },
  ]);
});

test("a moved or absent one keeps its lock; a moved one is taken over by name only", () => {
  const kept = { "a:1": LOCK["a:1"], "absent:1": LOCK["absent:1"], "moved:1": LOCK["moved:1"], "new:1": { digest: digest("b") } };
  expect(renewLock(LOCK, FOUND, new Set())).toEqual(kept);
  expect(renewLock(LOCK, FOUND, new Set(["moved:1"]))).toEqual({ ...kept, "moved:1": { digest: digest("f"), platforms: ["linux/arm64"] } });
});

test("the file is sorted, and comes back as it was", () => {
  const text = lockText({ "b:1": { digest: digest("b") }, "B:1": { digest: digest("c") }, "a:1": { digest: digest("a"), platforms: ["linux/amd64"] } });
  expect(text).toBe(`{\n  "B:1": {\n    "digest": "${digest("c")}"\n  },\n  "a:1": {\n    "digest": "${digest("a")}",\n    "platforms": [\n      "linux/amd64"\n    ]\n  },\n  "b:1": {\n    "digest": "${digest("b")}"\n  }\n}\n`);
  expect(lockText(parseLock(text))).toBe(text);
});

describe("a wrong file is refused with what is wrong", () => {
  const problems = (text: string) => {
    try {
      return parseLock(text);
    } catch (error) {
      return (error as ProblemsError).problems.map((p) => [p.path, p.rule]);
    }
  };
  test.each([
    ['{"a:1": {"digest": "sha256:abc"}}', [["images.lock.json a:1 digest", "sha256: and 64 lower-case hexadecimal digits"]]],
    ['{"a:1": {"digest": "' + digest("a") + '", "size": 3}}', [["images.lock.json a:1 size", "a known key"]]],
    ["<<<<<<< ours", [["images.lock.json", "valid JSON"]]],
  ])("%s", (text, wanted) => expect(problems(text)).toEqual(wanted));
});

describe("what registry mode pulls", () => {
  test("the catalogue's upstream images and the bases of what is built, but nothing that names its digest", () => {
    const images = [...IMAGES, { name: "web", kind: "service", context: "images/services/web", from: { lab: "lab-debian", registry: "nodejs-base" }, version: "1" }] as const;
    const upstream = (name: string, reference: string) => aService(name, { image: { upstream: reference, lab: "web" }, profiles: ["mesh"] });
    expect(upstreamReferences([aService("one"), upstream("two", "redis:7"), upstream("three", "redis:7"), upstream("four", `kong:3@${digest("a")}`)], images)).toEqual(["debian:bookworm-20250630-slim", "redis:7"]);
  });

  test("images.lock.json names nothing that the catalogue does not", () => {
    const lock = parseLock(readFileSync(new URL("../images.lock.json", import.meta.url), "utf8"));
    expect(Object.keys(lock).filter((reference) => !upstreamReferences(catalogue, IMAGES).includes(reference))).toEqual([]);
  });

  const host = { source: "registry", locked: new Map([["redis:7", digest("a")]]) } as const;
  const services = [aService("one", { image: { upstream: "redis:7", lab: "web" } }), aService("two", { image: { upstream: "kong:3.5", lab: "web" } })];
  const pulls = (...settings: string[]) => attempt({ services, host, settings }).services.map(({ image }) => ("pull" in image ? image.pull : image.built));

  test("a lock pins, a mirror leads", () => {
    expect(pulls()).toEqual([`redis:7@${digest("a")}`, "kong:3.5"]);
    expect(pulls("sutazai:registry: {mirror: 'm.corp:5000/all'}")).toEqual([`m.corp:5000/all/docker.io/library/redis:7@${digest("a")}`, "m.corp:5000/all/docker.io/library/kong:3.5"]);
  });

  test("another digest of a base rebuilds what stands on it; another mirror rebuilds nothing", () => {
    const tags = (locked: ReadonlyMap<string, string>, mirror?: string) => planImages(["backend"], IMAGES, { ...HOST, source: "registry", locked }, { mirror }).map((i) => i.tag);
    const python = upstreamReferences([aService("one", { image: { built: "backend" } })], IMAGES)[0]!;
    const plain = tags(new Map());
    expect(tags(new Map(), "m.corp")).toEqual(plain);
    expect(tags(new Map([[python, digest("a")]])).filter((tag) => plain.includes(tag))).toEqual([]);
  });

  test.each(["https://m.corp", "m.corp/", "corp", "m.corp/Upper", "m.corp:port"])("the registry %s is refused", (place) => {
    expect(problemsOf({ settings: [`sutazai:registry: {mirror: '${place}'}`] }).map((p) => [p.path, p.got])).toEqual([["Pulumi.dev.yaml:4 sutazai:registry.mirror", JSON.stringify(place)]]);
  });
  test.each(["m.corp", "localhost", "localhost/a", "127.0.0.1:5000/a-b/c_d", "registry:5000"])("the registry %s is taken", (place) => {
    expect(problemsOf({ settings: [`sutazai:registry: {mirror: '${place}', push: '${place}'}`] })).toEqual([]);
  });
});
