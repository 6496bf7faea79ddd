import { expect, test } from "@jest/globals";
import { subjectOf } from "../subject.ts";
import { found } from "../testing.ts";
import { pinnedBase } from "./pinned-base.ts";

test.each([
  ["FROM redis", ["1: FROM redis"]],
  ["FROM redis:latest", ["1: FROM redis:latest"]],
  ["ARG TAG=latest\nFROM redis:${TAG}", ["2: FROM redis:latest"]],
  ["FROM redis:7 AS a\nFROM a\nFROM x.test:5000/y", ["3: FROM x.test:5000/y"]],
])("%j is not pinned", (text, expected) => {
  expect(found(pinnedBase, text)).toEqual(expected);
});

test.each(["FROM redis:7.4", `FROM redis@sha256:${"0".repeat(64)}`, "FROM scratch", "ARG BASE\nFROM ${BASE}", "ARG TAG=7\nFROM redis:$TAG"])("%j is", (text) => {
  expect(found(pinnedBase, text)).toEqual([]);
});

test("the fix names the image without latest", () => {
  expect(pinnedBase.check(subjectOf("FROM redis:latest"))[0]?.fix).toBe("write FROM redis:<version>");
});
