import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "@jest/globals";
import { RULES } from "./index.ts";
import { loadRules } from "./lib/load.ts";

test("every file of rules/ is a rule of the pack, in order, and has a test", async () => {
  const files = readdirSync(RULES);
  const names = files.filter((file) => !file.endsWith(".test.ts")).map((file) => file.replace(/\.ts$/, ""));
  expect((await loadRules(RULES)).map((rule) => rule.name)).toEqual(names.sort());
  expect(files.sort()).toEqual(names.flatMap((name) => [`${name}.test.ts`, `${name}.ts`]).sort());
  expect(names).toEqual(expect.arrayContaining(["non-root-user", "pinned-versions", "resource-limits"]));
});

test("every rule is named, described, and says its remedy", async () => {
  for (const rule of await loadRules(RULES)) {
    expect(rule).toMatchObject({
      name: expect.stringMatching(/^[a-z]+(-[a-z]+)*$/),
      description: expect.stringMatching(/^[A-Z].+\.$/),
      severity: expect.stringMatching(/^(low|medium|high|critical)$/),
      remediationSteps: expect.stringMatching(/^[A-Z].+\.$/),
      meta: { cis: expect.any(Array), soc2: expect.any(Array), iso27001: expect.any(Array) },
    });
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
