import { expect, test } from "@jest/globals";
import { ProblemsError } from "../infra/problems.ts";
import { planText } from "./plan-text.ts";
import { parsePlan, planDigest, planJson, type ConsolidationPlan } from "./plan-types.ts";

const SHA = "0".repeat(64);
const plan: ConsolidationPlan = {
  version: 1,
  root: "estate",
  tree: "t1",
  steps: [
    {
      id: "requirements-1",
      phase: "base",
      title: "one set of constraints",
      cause: "3 identical requirements files",
      risk: "low",
      services: ["agent-a", "postgres"],
      critical: ["postgres"],
      changes: [
        { kind: "write", path: "constraints.txt", content: "é\n", encoding: "utf8", mode: 0o644, before: null },
        { kind: "remove", path: "a/bad\\xff.txt", sha256: SHA, mode: 0o644 },
      ],
    },
    { id: "links", phase: "final", title: "links", cause: "moved", risk: "high", services: [], critical: [], changes: [{ kind: "unlink", path: "old", target: "gone" }, { kind: "link", path: "b", target: "a/c", before: SHA }] },
  ],
};

test("a plan that was written is read again, and spacing does not change what it is", () => {
  const read = parsePlan(JSON.parse(planJson(plan)), "plan.json");
  expect(read).toEqual(plan);
  expect(planDigest(parsePlan(JSON.parse(JSON.stringify(plan)), "plan.json"))).toBe(planDigest(plan));
});

test("the plan as text", () => {
  expect(planText(plan).split("\n")).toEqual([
    "plan for estate: 2 steps; 2 removed, 1 written, 1 linked",
    "",
    "phase base",
    "  requirements-1: one set of constraints (risk low)",
    "    cause: 3 identical requirements files",
    "    services: agent-a, postgres",
    "    critical: postgres (held without --allow postgres)",
    "    create   constraints.txt (3 bytes, mode 0644)",
    "    remove   a/bad\\xff.txt",
    "",
    "phase final",
    "  links: links (risk high)",
    "    cause: moved",
    "    unlink   old -> gone",
    "    link     b -> a/c",
  ]);
});

const change = (path: string) => ({ kind: "remove", path, sha256: SHA, mode: 0o644 });
const step = (fields: object) => ({ ...plan.steps[1], changes: [change("x")], ...fields });
const problemsOf = (input: unknown) => {
  try {
    parsePlan(input, "plan.json");
    return [];
  } catch (error) {
    return (error as ProblemsError).problems.map((p) => `${p.path}: ${p.rule}`);
  }
};

test.each(["/etc/passwd", "../x", "a/../x", "a//b", "./a", "", "a\\b", "a\\x00"])("the path %j is refused", (path) => {
  expect(problemsOf({ ...plan, steps: [step({ changes: [change(path)] })] }).map((p) => p.split(":")[0])).toContain("steps[0].changes[0].path");
});

test("everything that is wrong is said at once", () => {
  const steps = [step({ id: "a", phase: "final" }), step({ id: "a", phase: "base", critical: ["redis"], changes: [change("x"), change("x"), change("x/y")] })];
  expect(problemsOf({ ...plan, steps })).toEqual([
    "steps[1].changes[1].path: one change of a path in a step",
    "steps[1].changes[2].path: in a folder that the plan does not change as a file",
    "steps[1].critical: names of the step's services",
    "steps[1].id: a name that no other step has",
    "steps[1].phase: final or later, as the step before it",
  ]);
  expect(problemsOf({ version: 2, root: "r", tree: "t" })).toEqual(["steps: an array, which is required", "version: one of 1"]);
});
