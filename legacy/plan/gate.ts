import type { Problem } from "../../infra/problems.ts";
import type { Step } from "../plan-types.ts";
import { exists, type Estate } from "./estate.ts";
import { mentions, structuralReferences, type Reference } from "./references.ts";

/** References of an estate as it stands now to files or folders that were taken from it. */
export function brokenReferences(estate: Estate, removed: readonly string[]): Reference[] {
  const gone = new Set(removed.filter((path) => !exists(estate, path)));
  return [...structuralReferences(estate).all, ...mentions(estate, [...gone])].filter(({ to }) => gone.has(to));
}

/** The gate of a consolidation: nothing in the estate refers to a file that the steps so far took away. */
export function referenceProblems(now: Estate, done: readonly Step[]): Problem[] {
  const removed = done.flatMap((step) => step.changes.flatMap((change) => (change.kind === "remove" || change.kind === "unlink" ? [change.path] : [])));
  return brokenReferences(now, removed).map(({ from, line, kind, to }) => ({ path: `${from}:${line}`, rule: "refers to what is there", got: `${kind} ${to}, which the plan took away`, fix: "give it back with ./sutazai consolidate rollback DIR, or change the reference" }));
}
