import { afterEach, expect, test } from "@jest/globals";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { projectSettings } from "./project-settings.ts";
import { stackFacts } from "./stack-facts.ts";

const made: string[] = [];
afterEach(() => made.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));

function project(files: Record<string, string>): URL {
  const folder = mkdtempSync(join(tmpdir(), "sutazai-unit-"));
  made.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return pathToFileURL(`${folder}/`);
}

const OURS = { PULUMI_PROJECT: "ours" };
const PROJECT_FILE = { "Pulumi.yaml": "name: ours\nruntime: nodejs\n" };

test("what the repository says of a stack is known to the pack, and the machine's own file wins", async () => {
  const folder = project({ ...PROJECT_FILE, "Pulumi.qa.yaml": "config:\n  sutazai:environment: staging\n  sutazai:registry: {mirror: registry.test:5000/m}\n  other:n: 3\n" });
  expect(await projectSettings({ ...OURS, PULUMI_STACK: "qa", PULUMI_CONFIG: "{}" }, folder)).toEqual({ "sutazai:environment": "staging", "sutazai:registry": '{"mirror":"registry.test:5000/m"}', "other:n": "3" });
  expect(await projectSettings({ ...OURS, PULUMI_STACK: "qa", PULUMI_CONFIG: '{"sutazai:environment":"prod"}' }, folder)).toMatchObject({ "sutazai:environment": "prod" });
  expect(stackFacts(await projectSettings({ ...OURS, PULUMI_STACK: "qa" }, folder))).toEqual({ environment: "staging", mirror: "registry.test:5000/m" });
});

test("no such file, no settings of the platform, no YAML, no stack: Pulumi's alone", async () => {
  const folder = project({ ...PROJECT_FILE, "Pulumi.foreign.yaml": "config:\n  app:environment: dev\n", "Pulumi.bad.yaml": "config: [\nsutazai: {\n", "Pulumi.empty.yaml": "# sutazai:\n", "Pulumi.bare.yaml": "sutazai:\n" });
  for (const stack of ["none", "foreign", "bad", "empty", "bare", undefined]) expect(await projectSettings({ ...OURS, PULUMI_STACK: stack, PULUMI_CONFIG: '{"a:b":"c"}' }, folder)).toEqual({ "a:b": "c" });
});

test("a project that only borrows the pack is not held by the settings beside it", async () => {
  const files = { "Pulumi.dev.yaml": "config:\n  sutazai:environment: dev\n" };
  expect(await projectSettings({ PULUMI_PROJECT: "theirs", PULUMI_STACK: "dev" }, project({ ...files, ...PROJECT_FILE }))).toEqual({});
  expect(await projectSettings({ PULUMI_PROJECT: "theirs", PULUMI_STACK: "dev" }, project(files))).toEqual({});
});

test.each(["dev", "staging", "prod"])("the pack holds the stack %s as the repository's file says", async (stack) => {
  expect(stackFacts(await projectSettings({ PULUMI_NODEJS_PROJECT: "sutazai", PULUMI_NODEJS_STACK: stack, PULUMI_CONFIG: "{}" }, new URL("../../", import.meta.url)))).toEqual({ environment: stack });
});
