/**
 * The platform itself, all profiles whose images are small: every service healthy, doing its job, and called what it is. Slow the first time: it
 * builds the images.
 */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { catalogue } from "../../infra/catalogue/index.ts";
import { minutes, TestStack } from "./harness.ts";

interface Status {
  readonly summary: { readonly expected: number; readonly healthy: number };
  readonly services: readonly { readonly name: string; readonly state: string; readonly health: string; readonly real: boolean }[];
}

/** Without ml-heavy, fsdp and tabby: gigabytes of images for five services. */
const PROFILES = ["default", "mesh", "mcp", "experimental"] as const;
const chosen = catalogue.filter((s) => (s.profiles ?? ["default"]).some((p) => (PROFILES as readonly string[]).includes(p))).sort((a, b) => a.name.localeCompare(b.name));

let stack: TestStack;

beforeAll(async () => {
  stack = await TestStack.create({ profiles: PROFILES, deadline: minutes(70) });
  await stack.exits(0, "up", "--json");
}, minutes(71));

afterAll(() => stack.dispose(), minutes(4));

test("status says that every chosen service is healthy, and which are real", async () => {
  const { summary, services } = (await stack.exits(0, "status", "--json")).json<Status>();
  expect(services.map(({ name, state, health, real }) => ({ name, state, health, real })).sort((a, b) => a.name.localeCompare(b.name))).toEqual(
    chosen.map(({ name, image }) => ({ name, state: "running", health: "healthy", real: image.standIn === undefined })),
  );
  expect({ expected: summary.expected, healthy: summary.healthy }).toEqual({ expected: chosen.length, healthy: chosen.length });
}, minutes(2));

test("verify: every service does its job", async () => {
  const verified = await stack.cli("verify", "--json");
  const { checks } = verified.json<{ checks: { service: string; check: string; ok: boolean; detail: string }[] }>();
  expect({ failed: checks.filter((c) => !c.ok), code: verified.code }).toEqual({ failed: [], code: 0 });
  expect([...new Set(checks.map((c) => c.service))].sort()).toEqual(chosen.map((s) => s.name));
}, minutes(8));

test("nothing changes when nothing changed: plain preview and refresh", async () => {
  await stack.pulumi("preview", "--expect-no-changes", "--policy-pack", "policies");
  await stack.pulumi("refresh", "--yes", "--expect-no-changes");
  await stack.exits(0, "drift", "--json");
}, minutes(4));

test("policy check: nothing that is planned, deployed or running breaks a rule or section 5 of the CIS Docker Benchmark but for written exemptions", async () => {
  const { findings, exemptions } = (await stack.exits(0, "policy", "check", "--json")).json<{ findings: { level: string }[]; exemptions: { state: string }[] }>();
  expect(findings.filter((f) => f.level === "mandatory")).toEqual([]);
  expect(exemptions.filter((e) => e.state === "expired")).toEqual([]);
}, minutes(4));
