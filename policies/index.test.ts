import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "@jest/globals";
import { POLICY_RULES } from "../infra/policy-rules.ts";
import { initialConfig, policyOf, RULES } from "./index.ts";
import { loadRules } from "./lib/load.ts";
import { levelIn } from "./lib/rule.ts";
import { ruleTable } from "./lib/rule-table.ts";

test("every file of rules/ is a rule of the pack, in order, and has a test", async () => {
  const files = readdirSync(RULES);
  const names = files.filter((file) => !file.endsWith(".test.ts")).map((file) => file.replace(/\.ts$/, ""));
  expect((await loadRules(RULES)).map((rule) => rule.name)).toEqual(names.sort());
  expect(files.sort()).toEqual(names.flatMap((name) => [`${name}.test.ts`, `${name}.ts`]).sort());
  expect(names).toEqual([...POLICY_RULES]);
});

const CONTROL = /^(?:[1-9]\d?\.\d{1,2}|CC[1-9]\.\d|A1\.[1-3]|C1\.[12]|PI1\.5|A\.[58]\.\d{1,2})$/;

test("a rule is advice only in the environments that it names; where the environment is unknown it is refused", async () => {
  const advisory = (await loadRules(RULES)).filter((rule) => levelIn(rule, "dev") === "advisory");
  expect(advisory.map((rule) => rule.name)).toEqual(["image-digest", "probe-budget"]);
  for (const rule of advisory) expect(["staging", "prod", "production", "", undefined].map((environment) => levelIn(rule, environment))).toEqual(["advisory", "mandatory", "mandatory", "mandatory", "mandatory"]);
  expect(policyOf(advisory[0]!, "dev")).not.toHaveProperty("meta");
  expect([policyOf(advisory[0]!, "dev").enforcementLevel, policyOf(advisory[0]!, undefined).enforcementLevel]).toEqual(["advisory", "mandatory"]);
});

test("options that follow from the stack leave every rule as strict as it is", async () => {
  const facts = { mirror: "registry.test/m", host: { memory: 1024, cpus: 2 } };
  const rules = await loadRules(RULES);
  const levels = (environment: string) => Object.entries(initialConfig(rules, { ...facts, environment })).map(([name, config]) => [name, (config as { enforcementLevel: string }).enforcementLevel]);
  expect(levels("prod")).toEqual([["allowed-registries", "mandatory"], ["memory-budget", "mandatory"], ["probe-budget", "mandatory"]]);
  expect(levels("dev")).toEqual([["allowed-registries", "mandatory"], ["memory-budget", "mandatory"], ["probe-budget", "advisory"]]);
});

test("the README's table is made from the rules (UPDATE_GOLDEN=1 renews it)", async () => {
  const path = new URL("README.md", import.meta.url);
  const text = readFileSync(path, "utf8");
  const table = ruleTable(await loadRules(RULES));
  const renewed = text.replace(/(<!-- rules: .* -->\n)[^]*(<!-- \/rules -->)/, (_all, begin: string, end: string) => `${begin}${table}\n${end}`);
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(path, renewed);
  expect(readFileSync(path, "utf8")).toBe(renewed);
});

test("every option has a description; a default fits its schema's type", async () => {
  for (const { configSchema } of await loadRules(RULES)) {
    for (const option of Object.values(configSchema?.properties ?? {})) {
      expect(option.description).toMatch(/^[A-Z].+\.$/);
      if (option.default !== undefined) expect(option.type === "integer" ? "number" : option.type).toBe(Array.isArray(option.default) ? "array" : typeof option.default);
    }
  }
});

test("every rule is named, described, and says its remedy", async () => {
  for (const rule of await loadRules(RULES)) {
    expect(rule).toMatchObject({
      name: expect.stringMatching(/^[a-z]+(-[a-z]+)*$/),
      description: expect.stringMatching(/^[A-Z].+\.$/),
      severity: expect.stringMatching(/^(low|medium|high|critical)$/),
      remediationSteps: expect.stringMatching(/^[A-Z].+\.$/),
    });
    expect([...rule.meta.cis, ...rule.meta.soc2, ...rule.meta.iso27001].filter((control) => !CONTROL.test(control))).toEqual([]);
    expect(rule.meta.iso27001).toContain("A.8.9");
    expect("validateResource" in rule ? rule.validateResource : "validateStack" in rule && rule.validateStack).toEqual(expect.any(Function));
  }
});

test.each([
  ["no export", "export {};", "rules/some-rule.ts must export one value, a rule; it exports 0"],
  ["two exports", 'export const a = { name: "some-rule", validateStack() {} }; export const b = 1;', "rules/some-rule.ts must export one value, a rule; it exports 2"],
  ["something else", "export const a = 5;", "rules/some-rule.ts must export one value, a rule; it exports 1"],
  ["another name", 'export const a = { name: "other", validateStack() {} };', 'rules/some-rule.ts must name its rule "some-rule"; it says "other"'],
])("a rule file with %s is refused", async (_case, source, message) => {
  const folder = mkdtempSync(join(tmpdir(), "sutazai-rules-"));
  try {
    writeFileSync(join(folder, "some-rule.ts"), source);
    await expect(loadRules(pathToFileURL(`${folder}/`))).rejects.toThrow(new Error(message));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
