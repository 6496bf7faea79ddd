/** Copies of requirements files: one stays, the others are made from it again when they are needed. */
import type { Group } from "../duplicates/duplicates.ts";
import type { Replacement } from "./dockerfiles.ts";
import { isArchived, kindOf } from "../kinds.ts";
import { copyEntry } from "./manifest.ts";
import { classOf, narrowest } from "./pins.ts";
import { agreedVersions } from "./registry.ts";
import type { Scene } from "./scene.ts";
import { firstOf } from "../../infra/words.ts";

/**
 * A copy goes when nothing refers to it, or only Dockerfiles that go in the same step: those are made again together with it. A copy that
 * stays in a build context (COPY, `-r`, a script) stays. Files that leave versions open go the same way when another file asks for the same
 * with the versions of the shared constraint set.
 * @param leaving Dockerfiles that the plan takes away.
 * @param settled files that an earlier plan's manifest makes.
 */
export function requirementsReplacements(groups: readonly Group[], leaving: ReadonlySet<string>, scene: Scene, settled: ReadonlySet<string> = new Set()): Replacement[] {
  const { estate } = scene;
  const grouped = groups.filter((group) => group.kind === "requirements").map(({ paths }) => classOf(paths, estate));
  const inGroups = new Set(grouped.flatMap(({ paths }) => paths));
  const single = [...estate.files].filter(([path, file]) => kindOf(path) === "requirements" && file.bytes && !inGroups.has(path) && !settled.has(path)).map(([path]) => classOf([path], estate));
  const classes = [...grouped, ...single];
  const { pins } = agreedVersions(estate);
  const needed = (path: string) => scene.referrers(path).some((from) => !leaving.has(from));
  const keptOf = (paths: readonly string[]) => {
    const held = paths.filter(needed);
    return scene.best(held.length > 0 ? held : paths);
  };
  return classes.flatMap((own) => {
    const narrow = own.paths.some(needed) ? undefined : narrowest(own, classes, pins);
    const kept = keptOf(narrow ? narrow.found.paths : own.paths);
    const same = narrow ? `the same requirements as ${kept} once ${named(narrow.pinned)} of the shared constraints` : `the same requirements as ${kept}`;
    return own.paths
      .filter((path) => path !== kept && !needed(path))
      .map((path): Replacement => {
        const needs = scene.referrers(path);
        const why = needs.length > 0 ? `only ${needs.join(", ")} uses it, which is made again together with it` : "nothing refers to it";
        return {
          entry: copyEntry(path, kept),
          proposal: { path, content: undefined, cause: `${same}; ${why}`, risk: needs.length > 0 || narrow ? "medium" : "low", phase: isArchived(path) ? "final" : "bulk", services: scene.owners(path), needs },
        };
      });
  });
}

function named(pins: readonly string[]): string {
  return `${firstOf(pins)} ${pins.length === 1 ? "is that" : "are those"}`;
}
