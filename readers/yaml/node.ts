/** YAML as data that still knows where it was written. Plain objects, no behaviour of the parser left. */

/** Where something stands; lines and columns start at 1. `file` is what the reader was told, for messages. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

interface Common {
  readonly at: Position;
  /** An explicit tag as written (`!reset`), or the full one of `!!str`. */
  readonly tag?: string;
}

export interface YamlScalar extends Common {
  readonly kind: "scalar";
  /** By YAML 1.2's core schema: no sexagesimal numbers, no yes/no/on/off. */
  readonly value: string | number | boolean | null;
  /** The text as written, without quotes; of a folded or literal block its content. `8080` stays `8080`, `1.10` stays `1.10`. */
  readonly text: string;
}

export interface YamlList extends Common {
  readonly kind: "list";
  readonly items: readonly YamlNode[];
}

export interface YamlEntry {
  readonly key: string;
  readonly keyAt: Position;
  readonly value: YamlNode;
}

/** A mapping after merge keys were applied: a key occurs once, merged keys come first. */
export interface YamlMap extends Common {
  readonly kind: "map";
  readonly entries: ReadonlyMap<string, YamlEntry>;
}

/** Aliases are resolved by sharing: two places may hold the same object, so a document is a graph without cycles. */
export type YamlNode = YamlScalar | YamlList | YamlMap;

/** The value under a path of keys; undefined as soon as one is missing or no mapping. */
export function at(node: YamlNode | undefined, ...keys: readonly string[]): YamlNode | undefined {
  let here = node;
  for (const key of keys) here = here?.kind === "map" ? here.entries.get(key)?.value : undefined;
  return here;
}

/** The entries of a mapping, none for anything else. */
export function entriesOf(node: YamlNode | undefined): YamlEntry[] {
  return node?.kind === "map" ? [...node.entries.values()] : [];
}

/** The items of a list, none for anything else. */
export function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  return node?.kind === "list" ? node.items : [];
}

export function isNull(node: YamlNode | undefined): boolean {
  return node?.kind === "scalar" && node.value === null;
}

/** The text of a scalar that is not null, undefined for anything else. */
export function textOf(node: YamlNode | undefined): string | undefined {
  return node?.kind === "scalar" && node.value !== null ? node.text : undefined;
}
