/** A compose file as services that know where they were written. */
import { at, entriesOf, isNull, itemsOf, textOf, type Position, type YamlMap, type YamlNode } from "../yaml/node.ts";
import { readYaml, type YamlDocument } from "../yaml/read.ts";

export interface ComposeService {
  readonly name: string;
  readonly at: Position;
  /** Undefined for a service that is null or no mapping. */
  readonly body: YamlMap | undefined;
}

export interface ComposeFile {
  readonly yaml: YamlDocument;
  /** Why it is no compose file although it is YAML. */
  readonly whyNot: string | undefined;
  /** In order of the file; empty when it is no compose file. */
  readonly services: readonly ComposeService[];
}

/** Reads one file by itself, without others that it extends or includes. Never throws. */
export function readCompose(text: string, file = ""): ComposeFile {
  const yaml = readYaml(text, file);
  if (yaml.root === undefined) return { yaml, whyNot: undefined, services: [] };
  const services = at(yaml.root, "services");
  const whyNot = yaml.root.kind !== "map" ? "not a mapping" : services?.kind !== "map" ? "services missing or not a mapping" : undefined;
  return { yaml, whyNot, services: whyNot ? [] : entriesOf(services).map(({ key, keyAt, value }) => ({ name: key, at: keyAt, body: value.kind === "map" ? value : undefined })) };
}

/** A variable of `environment` or `build.args`; `value` as written, undefined when it is taken from outside. */
export interface Variable {
  readonly name: string;
  readonly value: string | undefined;
  readonly at: Position;
}

/** Variables of a mapping or of a list of `NAME=value`; `odd` when something in it is neither. */
export function readVariables(node: YamlNode | undefined): { variables: Variable[]; odd: boolean } {
  if (node === undefined || isNull(node)) return { variables: [], odd: false };
  if (node.kind === "scalar") return { variables: [], odd: true };
  const read = node.kind === "map" ? entriesOf(node).map(({ key, keyAt, value }) => (value.kind === "scalar" ? { name: key, value: textOf(value), at: keyAt } : undefined)) : node.items.map(listed);
  const variables = read.filter((variable) => variable !== undefined);
  return { variables, odd: variables.length < read.length };
}

function listed(item: YamlNode): Variable | undefined {
  if (item.kind !== "scalar" || typeof item.value !== "string") return undefined;
  const [, name, , value] = /^([^=]*)(=(.*))?$/s.exec(item.text)!;
  return { name: name!, value, at: item.at };
}

/** Names of a list, or keys of a mapping: `depends_on`, `networks`. */
export function namesIn(node: YamlNode | undefined): string[] {
  return node?.kind === "map" ? [...node.entries.keys()] : itemsOf(node).flatMap((item) => textOf(item) ?? []);
}
