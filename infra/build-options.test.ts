import { expect, test } from "@jest/globals";
import { buildOptions } from "./build-options.ts";

const tags = ["sutazai/backend:1.0.0-aaaa", "sutazai/ai-base:1.0.0-bbbb"];

test("with BuildKit and a registry: the cache goes into the image and comes from the last pushed one and its base's", () => {
  expect(buildOptions([1, 41], "registry.corp:5000/ours", tags)).toEqual({
    buildArgs: { BUILDKIT_INLINE_CACHE: "1" },
    cacheFroms: ["registry.corp:5000/ours/sutazai/backend:cache", "registry.corp:5000/ours/sutazai/ai-base:cache"],
  });
});

test("without either, a build is what it always was", () => {
  const plain = { buildArgs: {}, cacheFroms: [] };
  expect([buildOptions([1, 38], "registry.corp/ours", tags), buildOptions([1, 41], undefined, tags)]).toEqual([plain, plain]);
});
