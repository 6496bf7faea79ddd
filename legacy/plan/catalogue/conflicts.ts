/** Where files define one service differently: every key, with each file's value. */
import { entriesOf, type Position, type YamlNode } from "../../../readers/yaml/node.ts";
import { shown } from "../../import/part.ts";
import { secretKind } from "../../secrets.ts";
import { plainText } from "../compose.ts";
import { PLACE, type Definition } from "./read.ts";

export interface Conflict {
  readonly service: string;
  /** Below the service: `image`, `environment.LOG_LEVEL`. */
  readonly key: string;
  /** `value` is shortened, never a secret; `chosen`: the catalogue has this one. */
  readonly values: readonly { readonly file: string; readonly line: number; readonly value: string; readonly chosen: boolean }[];
}

interface Leaf {
  readonly text: string;
  readonly at: Position;
  readonly value: string;
}

/** @param chosen undefined when none of them is in the catalogue. */
export function conflictsOf(definitions: readonly Definition[], chosen: Definition | undefined): Conflict[] {
  const leaves = definitions.map((d) => ({ d, own: new Map(leavesOf(d.body, "")) }));
  const keys = [...new Set(leaves.flatMap(({ own }) => [...own.keys()]))].sort();
  return keys.flatMap((key): Conflict[] => {
    if (new Set(leaves.map(({ own }) => own.get(key)?.text)).size < 2) return [];
    const values = leaves.map(({ d, own }) => {
      const place = own.get(key)?.at ?? d.body.at;
      return { file: place.file.replace(`${PLACE}/`, ""), line: place.line, value: own.get(key)?.value ?? "(not there)", chosen: d === chosen };
    });
    return [{ service: definitions[0]!.name, key, values: once(values) }];
  });
}

/** A base that is read in several sets is one place, and chosen if it is in one of them. */
function once(values: Conflict["values"]): Conflict["values"] {
  const places = Map.groupBy(values, ({ file, line, value }) => `${file}:${line} ${value}`);
  return [...places.values()].map((same) => ({ ...same[0]!, chosen: same.some(({ chosen }) => chosen) }));
}

function* leavesOf(node: YamlNode, path: string): Generator<[string, Leaf]> {
  if (node.kind === "map" && node.entries.size > 0 && path.split(".").length < 3) {
    for (const { key, value } of entriesOf(node)) yield* leavesOf(value, path === "" ? key : `${path}.${key}`);
  } else yield [path, { text: plainText(node), at: node.at, value: safe(path, node) }];
}

/** The value, unless it or a part of it is a secret. */
function safe(path: string, node: YamlNode): string {
  const name = path.split(".").at(-1)!;
  const secret = (one: YamlNode): boolean => (one.kind === "scalar" ? secretKind(name, one.text.replaceAll("$", "$$$$")) !== undefined : (one.kind === "list" ? one.items : entriesOf(one).map((e) => e.value)).some(secret));
  return secret(node) ? "(a secret)" : shown(node);
}
