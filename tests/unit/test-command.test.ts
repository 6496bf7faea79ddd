import { describe, expect, test } from "@jest/globals";
import { countGo, countJest, partsOf } from "../../ops/commands/test.ts";

describe("the count of a jest run", () => {
  const json = (numPassedTests: number, numFailedTests: number, numRuntimeErrorTestSuites = 0) => JSON.stringify({ numPassedTests, numFailedTests, numRuntimeErrorTestSuites });
  test.each([
    ["all passed", json(5, 0), 0, { passed: 5, failed: 0 }],
    ["some failed", json(5, 2), 1, { passed: 5, failed: 2 }],
    ["a suite that could not be loaded", json(5, 0, 1), 1, { passed: 5, failed: 1 }],
    ["a crash before the result", "", 134, { passed: 0, failed: 1 }],
    ["half a result", '{"numPassedTests": 5', 0, { passed: 0, failed: 1 }],
    ["a bad exit that no test explains", json(5, 0), 1, { passed: 5, failed: 1 }],
    ["no test at all", json(0, 0), 0, { passed: 0, failed: 1 }],
  ])("%s", (_, text, code, count) => expect(countJest(text, code)).toEqual(count));
});

describe("the count of a Go run", () => {
  const line = (Action: string, Test?: string) => JSON.stringify({ Action, Package: "p", ...(Test ? { Test } : {}) });
  test.each([
    ["all passed", [line("run", "A"), line("pass", "A"), line("pass", "B"), line("pass")], 0, { passed: 2, failed: 0 }],
    ["one failed", [line("pass", "A"), line("fail", "B"), line("fail")], 1, { passed: 1, failed: 1 }],
    ["a package that does not compile", [line("fail")], 1, { passed: 0, failed: 1 }],
    ["no test at all", [line("pass")], 0, { passed: 0, failed: 1 }],
  ])("%s", (_, lines, code, count) => expect(countGo(lines.join("\n"), code)).toEqual(count));
});

test("all is every scope's parts, the platform last", () => {
  const names = (scope: "unit" | "estates" | "engine" | "all") => partsOf(scope).map((part) => part.name);
  expect(names("unit")).toEqual(["types", "toolchain (Go)", "unit tests"]);
  expect(names("all")).toEqual([...names("unit"), "estate tests", "engine tests", "platform test"]);
  expect([...names("unit"), ...names("estates"), ...names("engine")]).toEqual(names("all"));
});
