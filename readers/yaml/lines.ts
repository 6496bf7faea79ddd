/** Which lines of a document an entry is made from: its own, and those of every anchor that it leads to. */
import { isAlias, isCollection, isMap, isPair, isScalar, visit, type Node, type Pair, type YAMLMap } from "yaml";
import { parseText, readYaml } from "./read.ts";

export interface Lines {
  readonly from: number;
  readonly to: number;
}

/** Lines of `section`, or of the entry `name` in it: where it stands, and what it takes by aliases and merge keys. None for what is not there. */
export type LinesOf = (section: string, name?: string) => readonly Lines[];

/** Of a text that is no document every line belongs to everything. */
export function linesIn(text: string): LinesOf {
  if (readYaml(text).root === undefined) return () => [{ from: 1, to: Infinity }];
  const { documents, lines } = parseText(text);
  const root = documents[0]!.contents;
  const targets = targetsIn(root);
  const line = (offset: number) => Math.max(lines.linePos(offset).line, 1);
  const span = (first: Node, last: Node): Lines => ({ from: line(first.range![0]), to: line(Math.max(endOf(last), first.range![0])) });
  const reached = (node: unknown, seen: Set<Node>): Lines[] =>
    aliasesIn(node).flatMap((alias) => {
      const target = targets.get(alias);
      if (target === undefined || seen.has(target)) return [];
      seen.add(target);
      return [span(target, target), ...reached(target, seen)];
    });
  const ofPair = ({ key, value }: Pair): Lines[] => [span(key as Node, ends(value) ? value : (key as Node)), ...reached(key, new Set()), ...reached(value, new Set())];
  const followed = (node: unknown) => (isAlias(node) ? targets.get(node) : node);
  return (section, name) => {
    const sections = pairsIn(root).filter((pair) => keyOf(pair) === section);
    if (name === undefined) return sections.flatMap(ofPair);
    return sections.flatMap(({ value }) => pairsIn(followed(value)).filter((pair) => keyOf(pair) === name || keyOf(pair) === "<<").flatMap(ofPair));
  };
}

const pairsIn = (node: unknown): Pair[] => (isMap(node) ? (node as YAMLMap).items : []);
const keyOf = ({ key }: Pair): string => (isScalar(key) ? String(key.source ?? key.value) : "");

/** Whether a value is written: one that is left out has no place of its own. */
const ends = (node: unknown): node is Node => node !== null && !(isScalar(node) && node.value === null && node.source === "");

/** The offset of the last character, line ends and comments behind it aside. */
function endOf(node: Node): number {
  if (isCollection(node) && !node.flow && node.items.length > 0) {
    const last = node.items.at(-1)!;
    if (!isPair(last)) return endOf(last as Node);
    return endOf((ends(last.value) ? last.value : last.key) as Node);
  }
  return Math.max(node.range![1] - 1, node.range![0]);
}

function aliasesIn(node: unknown): Node[] {
  const found: Node[] = [];
  if (node !== null && node !== undefined) visit(node as Node, { Alias: (_, alias) => void found.push(alias) });
  return found;
}

/** What each alias stands for: the last anchor of that name above it. */
function targetsIn(root: unknown): Map<Node, Node> {
  const anchors = new Map<string, Node>();
  const targets = new Map<Node, Node>();
  visit(root as Node, {
    Node: (_, node) => {
      if (isAlias(node)) targets.set(node, anchors.get(node.source)!);
      else if (node.anchor !== undefined) anchors.set(node.anchor, node);
    },
  });
  return targets;
}
