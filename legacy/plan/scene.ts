/** What the planner asks about an estate's files. */
import { isArchived } from "../kinds.ts";
import { exists, type Estate } from "./estate.ts";
import { MANIFEST } from "./manifest.ts";
import { ownersOf } from "./proposal.ts";
import type { References } from "./references.ts";

export interface Scene {
  readonly estate: Estate;
  readonly references: References;
  /** Files that refer to it, sorted. */
  referrers(path: string): string[];
  /** Services that it belongs to. */
  owners(path: string): string[];
  /** The file that stays of several that are the same: referred to, not archived, nearest to the root, first by name. */
  best(paths: readonly string[]): string;
}

/** @param originals files that the manifest of an earlier plan refers to. */
export function sceneOf(estate: Estate, references: References, originals: ReadonlySet<string> = new Set()): Scene {
  const to = Map.groupBy(
    references.all.filter((r) => exists(estate, r.to)),
    (r) => r.to,
  );
  const builders = Map.groupBy(
    references.pairs.filter((pair) => pair.service !== undefined),
    (pair) => pair.dockerfile,
  );
  const referrers = (path: string) => [...new Set([...(to.get(path) ?? []).map((r) => r.from), ...(originals.has(path) ? [MANIFEST] : [])])].sort();
  const rank = (path: string) => [referrers(path).length > 0 ? 0 : 1, isArchived(path) ? 1 : 0, path.split("/").length] as const;
  const before = (a: string, b: string) => {
    const [x, y] = [rank(a), rank(b)];
    const at = x.findIndex((value, i) => value !== y[i]);
    return at < 0 ? a < b : x[at]! < y[at]!;
  };
  return {
    estate,
    references,
    referrers,
    owners: (path) => ownersOf(path, (builders.get(path) ?? []).map((pair) => pair.service!)),
    best: (paths) => paths.reduce((a, b) => (before(b, a) ? b : a)),
  };
}
