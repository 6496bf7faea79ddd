/** Copies of requirements files: one stays, the others are made from it again when they are needed. */
import type { Group } from "../duplicates/duplicates.ts";
import type { Replacement } from "./dockerfiles.ts";
import { isArchived } from "../kinds.ts";
import { copyEntry } from "./manifest.ts";
import type { Scene } from "./scene.ts";

/**
 * A copy goes when nothing refers to it, or only Dockerfiles that go in the same step: those are made again together with it. A copy that
 * stays in a build context (COPY, `-r`, a script) stays.
 * @param leaving Dockerfiles that the plan takes away.
 */
export function requirementsReplacements(groups: readonly Group[], leaving: ReadonlySet<string>, scene: Scene): Replacement[] {
  return groups.filter((group) => group.kind === "requirements").flatMap(({ paths }) => {
    const needed = (path: string) => scene.referrers(path).some((from) => !leaving.has(from));
    const held = paths.filter(needed);
    const kept = scene.best(held.length > 0 ? held : paths);
    return paths
      .filter((path) => path !== kept && !needed(path))
      .map((path): Replacement => {
        const needs = scene.referrers(path);
        const why = needs.length > 0 ? `only ${needs.join(", ")} uses it, which is made again together with it` : "nothing refers to it";
        return {
          entry: copyEntry(path, kept),
          proposal: { path, content: undefined, cause: `the same requirements as ${kept}; ${why}`, risk: needs.length > 0 ? "medium" : "low", phase: isArchived(path) ? "final" : "bulk", services: scene.owners(path), needs },
        };
      });
  });
}
