/** Says before anything is touched why steps cannot be done; pure but for what it is given to look with. */
import type { Problem } from "../../infra/problems.ts";
import type { Step } from "../plan-types.ts";
import { afterOf, beforeOf, describe, matches, type Expected, type Standing } from "./standing.ts";

/** Looks at a path: what stands there, and why it cannot be changed by us although it is as planned. */
export interface Looker {
  (path: string): { readonly standing: Standing; readonly locked?: string | undefined };
}

/**
 * Plays the steps through in their order against the estate as it is now.
 * @param begun ids of steps that a killed run may have done in part: their paths may be as before or as after
 */
export function conflicts(steps: readonly Step[], begun: ReadonlySet<string>, looker: Looker): Problem[] {
  const left = new Map<string, { expected: Expected; step: string }>();
  const problems: Problem[] = [];
  for (const step of steps) {
    for (const change of step.changes) {
      const earlier = left.get(change.path);
      const before = beforeOf(change);
      const after = afterOf(change);
      left.set(change.path, { expected: after, step: step.id });
      const say = (got: string, fix: string) => problems.push({ path: `${step.id}: ${change.path}`, rule: `${describe(before)}, as the plan was made for`, got, fix });
      if (earlier) {
        if (!matches(earlier.expected, before)) say(`${describe(earlier.expected)} after step ${earlier.step}`, "make the plan again: ./sutazai consolidate plan");
        continue;
      }
      const { standing, locked } = looker(change.path);
      if (!matches(standing, before) && !(begun.has(step.id) && matches(standing, after))) say(describe(standing), "undo that change, or make the plan again: ./sutazai consolidate plan");
      else if (locked) problems.push({ path: `${step.id}: ${change.path}`, rule: "something that we may change and give back", got: locked, fix: "run as the owner or as root, or make it writable" });
    }
  }
  return problems;
}

/** What no longer is as the done steps left it: the gate that every phase passes. */
export function unsettled(done: readonly Step[], looker: Looker): Problem[] {
  const left = new Map(done.flatMap((s) => s.changes.map((c) => [c.path, { expected: afterOf(c), step: s.id }] as const)));
  return [...left].flatMap(([path, { expected, step }]) => {
    const { standing } = looker(path);
    return matches(standing, expected) ? [] : [{ path: `${step}: ${path}`, rule: `${describe(expected)}, as the step left it`, got: describe(standing), fix: "undo that change, or roll back: ./sutazai consolidate rollback" }];
  });
}
