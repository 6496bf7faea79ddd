/** A service of a compose file as the facts look at it: values with their defaults put in. */
import { resolveDefaults, type Resolved } from "../../readers/compose/interpolate.ts";
import type { ComposeService } from "../../readers/compose/read.ts";
import { at, isNull, textOf, type YamlNode } from "../../readers/yaml/node.ts";

/** What stands around a compose file in its checkout. Paths are relative to the checkout, with `/`. */
export interface Surroundings {
  /** What a path is, symlinks followed inside the checkout; undefined when there is nothing, or it leaves the checkout. */
  kind(path: string): "file" | "directory" | undefined;
  /** What an existing Dockerfile says; undefined when it cannot be read. */
  dockerfile(path: string): { readonly healthcheck: boolean; readonly stages: readonly string[] } | undefined;
}

export interface ServiceView {
  readonly name: string;
  /** The value under a path of keys. */
  get(...path: string[]): YamlNode | undefined;
  has(...path: string[]): boolean;
  /** The text under a path with defaults put in; undefined when it is missing, null or no scalar. */
  text(...path: string[]): Resolved | undefined;
  /** The same, but only when no variable is left in it. */
  settled(...path: string[]): string | undefined;
}

export function viewOf({ name, body }: ComposeService): ServiceView {
  const get = (...path: string[]) => at(body, ...path);
  const text = (...path: string[]) => {
    const written = textOf(get(...path));
    return written === undefined ? undefined : resolveDefaults(written);
  };
  const settled = (...path: string[]) => {
    const resolved = text(...path);
    return resolved && resolved.unset.length === 0 ? resolved.text : undefined;
  };
  const has = (...path: string[]) => {
    const node = get(...path);
    return node !== undefined && !isNull(node);
  };
  return { name, get, has, text, settled };
}
