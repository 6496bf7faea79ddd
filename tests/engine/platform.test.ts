/** The core platform itself: every service real, healthy, and doing its job. Slow the first time: it builds the images. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { catalogue } from "../../infra/catalogue/index.ts";
import { minutes, TestStack } from "./harness.ts";

interface Status {
  readonly summary: { readonly expected: number; readonly healthy: number };
  readonly services: readonly { readonly name: string; readonly state: string; readonly health: string; readonly real: boolean }[];
}

let stack: TestStack;

beforeAll(async () => {
  stack = await TestStack.create({ deadline: minutes(60) });
  await stack.exits(0, "up", "--json");
}, minutes(61));

afterAll(() => stack.dispose(), minutes(4));

test("status says that every service of the default profile is healthy and real", async () => {
  const { summary, services } = (await stack.exits(0, "status", "--json")).json<Status>();
  const names = catalogue.filter((s) => (s.profiles ?? ["default"]).includes("default")).map((s) => s.name).sort();
  expect(services.map(({ name, state, health, real }) => ({ name, state, health, real })).sort((a, b) => a.name.localeCompare(b.name))).toEqual(
    names.map((name) => ({ name, state: "running", health: "healthy", real: true })),
  );
  expect({ expected: summary.expected, healthy: summary.healthy }).toEqual({ expected: names.length, healthy: names.length });
}, minutes(2));

test("verify: every service does its job", async () => {
  const { checks } = (await stack.exits(0, "verify", "--json")).json<{ checks: { service: string; check: string; ok: boolean; detail: string }[] }>();
  expect(checks.filter((c) => !c.ok)).toEqual([]);
  expect([...new Set(checks.map((c) => c.service))].sort()).toEqual(catalogue.map((s) => s.name).sort());
}, minutes(4));

test("nothing changes when nothing changed: plain preview and refresh", async () => {
  await stack.pulumi("preview", "--expect-no-changes", "--policy-pack", "policies");
  await stack.pulumi("refresh", "--yes", "--expect-no-changes");
  await stack.exits(0, "drift", "--json");
}, minutes(4));
