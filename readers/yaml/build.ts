/** Nodes made from others, with the position of what they were made from. */
import type { Position, YamlList, YamlMap, YamlNode, YamlScalar } from "./node.ts";

export const scalarAt = (at: Position, text: string): YamlScalar => ({ kind: "scalar", at, value: text, text });

export const listAt = (at: Position, items: readonly YamlNode[]): YamlList => ({ kind: "list", at, items });

/** Entries without a value are left out. */
export function mapAt(at: Position, entries: Iterable<readonly [string, YamlNode | undefined]>): YamlMap {
  const all = [...entries].flatMap(([key, value]) => (value === undefined ? [] : [[key, { key, keyAt: value.at, value }] as const]));
  return { kind: "map", at, entries: new Map(all) };
}

/** The map with other entries, its position and tag kept. */
export const withEntries = (map: YamlMap, entries: YamlMap["entries"]): YamlMap => ({ ...map, entries });
