/** Compose files that say nothing another one does not say. */
import { posix } from "node:path";
import { counted } from "../../infra/words.ts";
import type { ComposeFile } from "../../readers/compose/read.ts";
import { entriesOf, type YamlNode } from "../../readers/yaml/node.ts";
import { isArchived, kindOf } from "../kinds.ts";
import { readByItself } from "./catalogue/sets.ts";
import { composeOf } from "./estate.ts";
import type { Proposal } from "./proposal.ts";
import type { Scene } from "./scene.ts";

/** What a YAML value is, positions left aside; equal values give equal texts. */
export function plainText(node: YamlNode): string {
  if (node.kind === "scalar") return JSON.stringify([node.tag ?? "", node.value === null ? null : typeof node.value === "string" ? node.text : node.value]);
  if (node.kind === "list") return `[${node.items.map(plainText).join(",")}]`;
  return `{${entriesOf(node).map(({ key, value }) => `${JSON.stringify(key)}:${plainText(value)}`).sort().join(",")}}`;
}

/**
 * A file goes when another one in the same folder has each of its services, volumes, networks ... word for word and nothing refers to it. Files that
 * compose reads by itself stay.
 */
export function redundantCompose(scene: Scene): Proposal[] {
  const files = [...scene.estate.files].filter(([path]) => kindOf(path) === "compose").map(([path, file]) => ({ path, compose: composeOf(file) }));
  const usable = files.filter(({ compose }) => compose.services.length > 0).map(({ path, compose }) => ({ path, folder: posix.dirname(path), parts: partsOf(compose) }));
  const leaving = new Set<string>();
  return usable.flatMap((one) => {
    if (readByItself(one.path) || scene.referrers(one.path).length > 0) return [];
    const other = usable.find(({ path, folder, parts }) => path !== one.path && folder === one.folder && !leaving.has(path) && [...one.parts].every(([key, value]) => parts.get(key) === value));
    if (!other) return [];
    leaving.add(one.path);
    const services = [...one.parts.keys()].filter((key) => key.startsWith("services.")).map((key) => key.slice("services.".length));
    return [{ path: one.path, content: undefined, cause: `${other.path} has each of its ${counted(services.length, "service")} word for word; nothing refers to it`, risk: isArchived(one.path) ? ("low" as const) : ("high" as const), phase: "final" as const, services: services.sort(), needs: [] }];
  });
}

/** Every entry of every top-level block, such as `services.web`, by its plain text. */
function partsOf({ yaml }: ComposeFile): Map<string, string> {
  const parts = new Map<string, string>();
  for (const { key, value } of entriesOf(yaml.root)) {
    if (key === "version") continue;
    if (value.kind === "map") for (const entry of entriesOf(value)) parts.set(`${key}.${entry.key}`, plainText(entry.value));
    else parts.set(key, plainText(value));
  }
  return parts;
}
