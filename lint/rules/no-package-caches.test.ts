import { expect, test } from "@jest/globals";
import { dockerfile, found } from "../testing.ts";
import { noPackageCaches } from "./no-package-caches.ts";

test("what pip and npm keep", () => {
  expect(found(noPackageCaches, dockerfile("RUN pip3 install x", "RUN python -m pip install y", "RUN npm ci"))).toEqual(["2: pip install without --no-cache-dir", "3: pip install without --no-cache-dir", "4: npm install without npm cache clean"]);
});

test.each([
  dockerfile("RUN pip install --no-cache-dir x", "RUN npm ci && npm cache clean --force"),
  dockerfile("ENV PIP_NO_CACHE_DIR=1", "RUN pip install x"),
  dockerfile("RUN --mount=type=cache,target=/root/.cache pip install x"),
  dockerfile("RUN npm install --cache /tmp/npm && rm -rf /tmp/npm"),
  "FROM a:1 AS builder\nRUN pip install x\nFROM b:1",
])("%j keeps nothing", (text) => {
  expect(found(noPackageCaches, text)).toEqual([]);
});
