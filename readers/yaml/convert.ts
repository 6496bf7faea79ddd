/** The parser's tree to YamlNode: aliases shared, merge keys applied, duplicate keys noted. */
import { isAlias, isMap, isScalar, isSeq, Scalar, type Alias, type Pair, type Scalar as ScalarNode, type YAMLMap, type YAMLSeq } from "yaml";
import type { Position, YamlEntry, YamlMap, YamlNode, YamlScalar } from "./node.ts";
import type { DuplicateKey, YamlDocument } from "./read.ts";

/** Levels of nesting, with what aliases add to them. */
export const MAX_DEPTH = 256;
/** Nodes of a document whose aliases were written out: what anyone who walks the tree may meet. */
export const MAX_NODES = 1_000_000;

/** A document that cannot be read as a whole, with the place. */
export class ReadError extends Error {
  readonly at: Position;
  constructor(message: string, at: Position) {
    super(message);
    this.at = at;
  }
}

interface Extent {
  nodes: number;
  levels: number;
}

const tooDeep = (at: Position) => new ReadError(`nested deeper than ${MAX_DEPTH} levels`, at);
const tooMuch = (at: Position) => new ReadError(`aliases and merges make more than ${MAX_NODES} nodes`, at);

type Locate = (offset: number) => Position;

/** A key of a mapping as it was written, `<<` among them. */
interface Written {
  readonly key: string;
  readonly at: Position;
  readonly merge: boolean;
  readonly value: YamlNode;
}

/** @throws ReadError for unknown and cyclic aliases, keys that are no scalars, merges of anything but mappings, too deep nesting. */
export function convert(contents: unknown, locate: Locate): YamlDocument {
  const reader = new Converter(locate);
  const root = reader.node(contents, "", 0, 0);
  return { root, problems: [], duplicates: reader.duplicates };
}

class Converter {
  readonly duplicates: DuplicateKey[] = [];
  private readonly anchors = new Map<string, YamlNode | "open">();
  /** Of every node, with its aliases written out: how many nodes, how many levels. */
  private readonly extents = new WeakMap<YamlNode, Extent>();
  private mergedKeys = 0;
  private readonly locate: Locate;

  constructor(locate: Locate) {
    this.locate = locate;
  }

  /** @param offset where the node would stand when it is left out (`key:`). */
  node(node: unknown, path: string, depth: number, offset: number): YamlNode {
    const at = this.locate((node as { range?: [number] } | null)?.range?.[0] ?? offset);
    if (depth > MAX_DEPTH) throw tooDeep(at);
    if (isAlias(node)) return this.alias(node, at);
    const anchor = (node as { anchor?: string } | null)?.anchor;
    if (anchor) this.anchors.set(anchor, "open");
    const made = this.make(node, path, depth, at);
    this.measure(made);
    if (anchor) this.anchors.set(anchor, made);
    return made;
  }

  private make(node: unknown, path: string, depth: number, at: Position): YamlNode {
    const tag = (node as { tag?: string } | null)?.tag;
    const common = { at, ...(tag ? { tag } : {}) };
    if (isMap(node)) return this.map(node, path, depth, common);
    if (isSeq(node)) return { ...common, kind: "list", items: this.items(node, path, depth) };
    if (isScalar(node)) return scalar(node, common);
    return { ...common, kind: "scalar", value: null, text: "" };
  }

  private items(node: YAMLSeq, path: string, depth: number): YamlNode[] {
    return node.items.map((item, index) => this.node(item, `${path}[${index}]`, depth + 1, node.range?.[0] ?? 0));
  }

  private alias(node: Alias, at: Position): YamlNode {
    const found = this.anchors.get(node.source);
    if (found === undefined) throw new ReadError(`found undefined alias '${node.source}'`, at);
    if (found === "open") throw new ReadError(`the alias '${node.source}' stands inside its own anchor`, at);
    return found;
  }

  private map(node: YAMLMap, path: string, depth: number, common: { at: Position; tag?: string }): YamlMap {
    if (!node.flow) this.refuseRunningOn(node);
    const written = node.items.map((pair): Written => this.pair(pair, path, depth));
    this.note(path, written);
    const entries = merged(written);
    if (written.some((entry) => entry.merge)) this.mergedKeys += entries.size;
    if (this.mergedKeys > MAX_NODES) throw tooMuch(common.at);
    return { ...common, kind: "map", entries };
  }

  /** The library takes the `:` of `a: [b]: c` for another pair, with an empty key, on the same line. */
  private refuseRunningOn(node: YAMLMap): void {
    const rangeOf = (part: unknown) => (part as { range?: [number, number] } | null)?.range;
    node.items.forEach(({ key }, index) => {
      const [start, end] = rangeOf(key) ?? [0, 1];
      const before = index === 0 || start !== end ? undefined : rangeOf(node.items[index - 1]!.value)?.[1];
      if (before === undefined) return;
      const at = this.locate(start);
      if (at.line === this.locate(before).line) throw new ReadError("mapping values are not allowed here", at);
    });
  }

  private measure(made: YamlNode): void {
    const extent = { nodes: 1, levels: 1 };
    for (const child of children(made)) {
      const { nodes, levels } = this.extents.get(child)!;
      extent.nodes += nodes;
      extent.levels = Math.max(extent.levels, levels + 1);
    }
    if (extent.nodes > MAX_NODES) throw tooMuch(made.at);
    if (extent.levels > MAX_DEPTH + 1) throw tooDeep(made.at);
    this.extents.set(made, extent);
  }

  private pair(pair: Pair, path: string, depth: number): Written {
    const start = (pair.key as { range?: [number, number] } | null)?.range;
    const key = this.node(pair.key, path, depth + 1, 0);
    if (key.kind !== "scalar") throw new ReadError("a key must be a scalar", key.at);
    const below = path === "" ? key.text : `${path}.${key.text}`;
    const value = this.node(pair.value, below, depth + 1, start?.[1] ?? 0);
    return { key: key.text, at: key.at, merge: isScalar(pair.key) && pair.key.type === Scalar.PLAIN && key.text === "<<", value };
  }

  private note(path: string, written: readonly Written[]): void {
    if (new Set(written.map((entry) => entry.key)).size === written.length) return;
    const lines = new Map<string, number[]>();
    for (const { key, at } of written) lines.set(key, [...(lines.get(key) ?? []), at.line]);
    for (const [key, found] of lines) if (found.length > 1) this.duplicates.push({ path, key, lines: found });
  }
}

function children(node: YamlNode): Iterable<YamlNode> {
  if (node.kind === "list") return node.items;
  return node.kind === "map" ? [...node.entries.values()].map((entry) => entry.value) : [];
}

/** Merged keys first; a later `<<` over an earlier one, in one `<<: [a, b]` a over b, own keys over all. */
function merged(written: readonly Written[]): Map<string, YamlEntry> {
  const entries = new Map<string, YamlEntry>();
  const take = (source: Iterable<YamlEntry>) => {
    for (const entry of source) entries.set(entry.key, entry);
  };
  for (const entry of written) if (entry.merge) for (const source of mergeSources(entry)) take(source.entries.values());
  take(written.filter((entry) => !entry.merge).map(({ key, at, value }) => ({ key, keyAt: at, value })));
  return entries;
}

/** The mappings that a `<<` names, the one that loses first. */
function mergeSources({ value }: Written): YamlMap[] {
  const sources = value.kind === "list" ? [...value.items].reverse() : [value];
  return sources.map((source) => {
    if (source.kind !== "map") throw new ReadError("a merge key takes a mapping or a list of mappings", source.at);
    return source;
  });
}

function scalar(node: ScalarNode, common: { at: Position; tag?: string }): YamlScalar {
  const { value } = node;
  const plain = node.type === Scalar.PLAIN;
  const text = plain && typeof value !== "string" ? (node.source ?? "") : String(value ?? "");
  const kept = typeof value === "number" || typeof value === "boolean" || value === null ? value : text;
  return { ...common, kind: "scalar", value: kept, text };
}
