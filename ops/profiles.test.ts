import { afterEach, expect, test } from "@jest/globals";
import { loadSettings, ROOT } from "../engine/load.ts";
import { ProblemsError } from "../infra/problems.ts";
import { addProfiles, profileWords } from "./profiles.ts";

const before = process.env.SUTAZAI_PROFILES;
afterEach(() => {
  if (before === undefined) delete process.env.SUTAZAI_PROFILES;
  else process.env.SUTAZAI_PROFILES = before;
});

test("--profile takes one name or several; an empty one is wrong usage", () => {
  expect([addProfiles("mesh", ["default"]), addProfiles("mesh, tabby", [])]).toEqual([["default", "mesh"], ["mesh", "tabby"]]);
  for (const words of ["", " ", "mesh,"]) expect(() => addProfiles(words, [])).toThrow(`--profile takes names of profiles, not "${words}"`);
});

test.each([
  ["mehs", 'did you mean "mesh"?'],
  ["defalt", 'did you mean "default"?'],
  ["nosuch", "choose one of these"],
  ["x", "choose one of these"],
])("a profile %s that does not exist: %s", (name, fix) => {
  process.env.SUTAZAI_PROFILES = name;
  let problems: unknown;
  try {
    loadSettings(ROOT, "dev");
  } catch (error) {
    problems = (error as ProblemsError).problems;
  }
  expect(problems).toEqual([{ path: `--profile ${name}`, rule: "one of default, experimental, ml-heavy, mesh, tabby, optional, fsdp, mcp", got: `"${name}"`, fix }]);
});

test("what a plan is of, in words", () => expect([profileWords(["mesh"]), profileWords(["mesh", "default"])]).toEqual(["profile mesh and what it needs", "profiles default, mesh and what they need"]));
