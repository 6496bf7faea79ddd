import { expect, test } from "@jest/globals";
import { found } from "../testing.ts";
import { fittingTools } from "./fitting-tools.ts";

test("tools of another distribution", () => {
  expect(found(fittingTools, "FROM node:20-alpine\nRUN apt-get update && useradd x && useradd y")).toEqual(["2: apt-get update && useradd x && useradd y", "2: apt-get update && useradd x && useradd y"]);
  expect(found(fittingTools, "FROM python:3.11-slim AS b\nFROM b\nRUN apk add curl")).toEqual(["3: apk add curl"]);
});

test.each(["FROM alpine:3\nRUN apk add shadow && useradd x", "FROM debian:12\nRUN apt-get update", "FROM x.test:5000/plain\nRUN apk add y", "FROM nginx:1.27-alpine-slim\nRUN apk add y"])("%j fits", (text) => {
  expect(found(fittingTools, text)).toEqual([]);
});
