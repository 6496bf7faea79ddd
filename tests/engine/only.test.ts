/** Profiles and --only: what is asked for comes up with what it needs, the rest is left alone, and refusals name the profile. */
import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { catalogue, serve } from "./catalogue.ts";
import { minutes, TestStack } from "./harness.ts";

const services = [...catalogue, serve("mesher", { profiles: ["mesh"], dependsOn: ["queue"] }), serve("tabby", { profiles: ["tabby", "optional"] })];

interface Report {
  readonly services: readonly { name: string }[];
  readonly summary: { expected: number; healthy: number };
}

let stack: TestStack;

beforeAll(async () => void (stack = await TestStack.create({ services })));
afterAll(() => stack.dispose(), minutes(4));

const names = async () => Object.keys(await stack.ids()).map((name) => name.slice(stack.prefix.length));
const reported = (report: Report) => ({ names: report.services.map((s) => s.name).sort(), healthy: report.summary.healthy });

test("a service outside the chosen profiles is refused by every command in the same words, before anything is made", async () => {
  const words = `stack ${stack.name}: 1 problem
  only: tabby
    must be: a service of the chosen profiles (mesh)
    got:     tabby is in tabby, optional
    fix:     use --profile mesh --profile tabby`;
  for (const command of [["up", "--only", "tabby"], ["status", "tabby"], ["verify", "--service", "tabby"], ["logs", "tabby"]]) {
    const refused = await stack.exits(2, ...command, "--profile", "mesh");
    expect({ command, said: refused.stderr.trim() }).toEqual({ command, said: words });
  }
  expect(await names()).toEqual([]);
}, minutes(2));

test("on a stack that was never deployed, --only brings up the service and what it needs, and nothing else", async () => {
  const report = (await stack.exits(0, "up", "--profile", "mesh", "--profile", "default", "--only", "mesher", "--json")).json<Report>();
  expect(reported(report)).toEqual({ names: ["mesher", "queue"], healthy: 2 });
  expect(await names()).toEqual(["mesher", "queue"]);
}, minutes(4));

test("profiles add up, and what runs already stays as it is", async () => {
  const before = await stack.ids();
  const report = (await stack.exits(0, "up", "--profile", "mesh", "--profile", "default", "--json")).json<Report>();
  expect(reported(report)).toEqual({ names: ["api", "mesher", "page", "queue", "store"], healthy: 5 });
  expect(await stack.ids()).toEqual(expect.objectContaining(before));
  expect(reported((await stack.exits(0, "status", "mesher", "api", "--profile", "mesh,default", "--json")).json<Report>())).toEqual({ names: ["api", "mesher"], healthy: 2 });
}, minutes(4));

test("--only with a profile less leaves what that profile had, and its networks", async () => {
  const before = { ids: await stack.ids(), ...(await stack.rest()) };
  const report = (await stack.exits(0, "up", "--profile", "mesh", "--only", "mesher", "--json")).json<Report>();
  expect(reported(report)).toEqual({ names: ["mesher", "queue"], healthy: 2 });
  expect({ ids: await stack.ids(), ...(await stack.rest()) }).toEqual(before);
}, minutes(4));

test("a choice that would take others along is refused in words, before anything is made", async () => {
  const settings = readFileSync(stack.settingsFile, "utf8");
  const before = { ids: await stack.ids(), ...(await stack.rest()) };
  writeFileSync(stack.settingsFile, settings.replace(`backend: ${stack.subnets.backend}`, `backend: ${stack.subnets.backend.replace("/24", "/25")}`));
  for (const words of [[], ["--dry-run"]]) {
    const refused = await stack.exits(2, "up", "--profile", "mesh", "--only", "mesher", ...words);
    expect(refused.stderr.trim()).toBe(`stack ${stack.name}: 1 problem
  only: mesher, queue
    must be: a choice beside which the other services stay as they are
    got:     network net-backend must be made anew, and with it api, page
    fix:     deploy all: ./sutazai up --stack ${stack.name}; nothing was touched`);
  }
  writeFileSync(stack.settingsFile, settings);
  expect({ ids: await stack.ids(), ...(await stack.rest()) }).toEqual(before);
}, minutes(4));

test("drift needs a deploy, and --fix starts no service that never was deployed", async () => {
  await stack.exits(0, "down");
  expect((await stack.exits(0, "down")).stdout.trim().split("\n")).toEqual([`stack ${stack.name} is not deployed from this checkout: there is nothing to remove`, `kept: ${stack.prefix}store-data (the next ./sutazai up --stack ${stack.name} finds them)`]);
  expect((await stack.exits(3, "drift")).stderr).toContain(`stack ${stack.name} is not deployed from this checkout: there is nothing to compare with\n  fix: ./sutazai up --stack ${stack.name}\n`);
  await stack.exits(0, "up", "--only", "queue");
  await stack.container("queue").stop({ t: 1 });
  expect(reported((await stack.exits(0, "drift", "--fix", "--json")).json<Report>())).toEqual({ names: ["queue"], healthy: 1 });
  expect(await names()).toEqual(["queue"]);
}, minutes(6));
