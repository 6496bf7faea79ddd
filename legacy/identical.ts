/** Files that are the same, byte for byte or by a key of their content. */
import { sha256 } from "./sha256.ts";
import { byCodePoint } from "./tree.ts";

export interface SameGroup {
  /** SHA-256 of what they share. */
  readonly key: string;
  readonly count: number;
  /** Sorted by code point. */
  readonly paths: readonly string[];
}

export interface Identical {
  readonly groups: number;
  readonly files_in_groups: number;
  /** Files that could go if each group kept one. */
  readonly redundant: number;
  /** By size, largest first, then by key. */
  readonly list: readonly SameGroup[];
}

/** @param files path and what is compared; undefined takes no part. */
export function identical(files: Iterable<readonly [path: string, content: Uint8Array | string | undefined]>): Identical {
  const byKey = new Map<string, string[]>();
  for (const [path, content] of files) {
    if (content === undefined) continue;
    const key = sha256(content);
    const paths = byKey.get(key);
    if (paths) paths.push(path);
    else byKey.set(key, [path]);
  }
  const list = [...byKey]
    .filter(([, paths]) => paths.length > 1)
    .map(([key, paths]): SameGroup => ({ key, count: paths.length, paths: paths.sort(byCodePoint) }))
    .sort((a, b) => b.count - a.count || byCodePoint(a.key, b.key));
  const inGroups = list.reduce((sum, { count }) => sum + count, 0);
  return { groups: list.length, files_in_groups: inGroups, redundant: inGroups - list.length, list };
}
