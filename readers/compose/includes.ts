import { at, itemsOf, textOf, type Position, type YamlNode } from "../yaml/node.ts";

export interface Include {
  readonly at: Position;
  /** Read over each other. */
  readonly paths: readonly string[];
  readonly folder: string | undefined;
  readonly envFiles: readonly string[];
}

/** The items of `include`, in either of their forms. */
export function includesIn(node: YamlNode | undefined): Include[] {
  const texts = (value: YamlNode | undefined) => (value?.kind === "list" ? value.items : value ? [value] : []).flatMap((item) => textOf(item) ?? []);
  return itemsOf(node).map((item) => ({
    at: item.at,
    paths: item.kind === "scalar" ? texts(item) : texts(at(item, "path")),
    folder: textOf(at(item, "project_directory")),
    envFiles: texts(at(item, "env_file")),
  }));
}
