import { expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import { parseVersion, PLUGINS, PULUMI_VERSION, releaseUrl, serves } from "./versions.ts";

test.each([
  ["v3.256.0", true],
  ["3.256.0", true],
  ["v3.300.1", true],
  ["v3.256.0-dev.1+abc", true],
  ["v3.255.9", false],
  ["v2.999.0", false],
  ["v4.0.0", false],
  ["", false],
  ["command not found", false],
])("a CLI that says %p serves: %p", (said, expected) => {
  expect(serves(said, "3.256.0")).toBe(expected);
});

test("versions of Go and of tools are read as they print them", () => {
  expect(parseVersion("go1.26.8")).toEqual([1, 26, 8]);
  expect(parseVersion("go1.27")).toEqual([1, 27, 0]);
  expect(parseVersion("none")).toBeUndefined();
});

test("the official release's address", () => {
  expect(releaseUrl("linux", "x64")).toBe(`https://get.pulumi.com/releases/sdk/pulumi-v${PULUMI_VERSION}-linux-x64.tar.gz`);
  expect(releaseUrl("darwin", "arm64")).toContain("-darwin-arm64.");
  expect(releaseUrl("freebsd", "x64")).toBeUndefined();
  expect(releaseUrl("linux", "riscv64")).toBeUndefined();
});

test("plugins have the versions of the npm packages", () => {
  const { dependencies } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { dependencies: Record<string, string> };
  expect(PLUGINS.map(({ name, version }) => [name, version])).toEqual(PLUGINS.map(({ name }) => [name, dependencies[`@pulumi/${name}`]]));
  expect(dependencies["@pulumi/pulumi"]).toBe(PULUMI_VERSION);
});

test("the Go modules build the versions named here", () => {
  const module = (folder: string) => readFileSync(new URL(`../../toolchain/${folder}/go.mod`, import.meta.url), "utf8");
  expect(module("cli")).toContain(`github.com/pulumi/pulumi/pkg/v3 v${PULUMI_VERSION}`);
  expect(module("language-host")).toContain(`github.com/pulumi/pulumi/sdk/v3 v${PULUMI_VERSION}`);
});
