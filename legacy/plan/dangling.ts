import type { ConsolidationPlan } from "../plan-types.ts";
import { changed, exists, type Estate } from "./estate.ts";
import { referencesOf, structuralReferences, type Reference, type References } from "./references.ts";

/**
 * References that are valid in the estate and would lead nowhere after the plan; empty for a sound plan. What was broken before
 * is no finding, and a mention counts as long as the text that mentions stands. A Dockerfile that nothing builds any more is not asked for files that its
 * own folder never had: where it was built is gone with what built it.
 */
export function danglingReferences(estate: Estate, plan: Pick<ConsolidationPlan, "steps">, before: References = referencesOf(estate)): Reference[] {
  const changes = plan.steps.flatMap((step) => step.changes);
  const after = changed(estate, changes);
  const broken = new Set(before.all.filter(({ to }) => !exists(estate, to)).map(({ to }) => to));
  const mentions = before.all.filter((r) => r.kind === "mention" && after.files.has(r.from) && exists(estate, r.to));
  const left = structuralReferences(after);
  const built = builtIn(left);
  const orphans = new Set([...builtIn(before)].filter((path) => !built.has(path)));
  const structural = left.all.filter((r) => !broken.has(r.to) && (!orphans.has(r.from) || exists(estate, r.to)));
  return [...structural, ...mentions].filter(({ to }) => !exists(after, to));
}

/** Dockerfiles that a service builds. */
const builtIn = ({ pairs }: References) => new Set(pairs.flatMap(({ dockerfile, service }) => (service === undefined ? [] : [dockerfile])));
