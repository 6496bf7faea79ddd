/** How a later compose file changes an earlier one, by the compose specification. Works on canonical services. */
import { withEntries } from "../yaml/build.ts";
import { at, isNull, textOf, type YamlMap, type YamlNode } from "../yaml/node.ts";

/** Paths below a service whose later value takes the place of the earlier one. */
const REPLACED = new Set(["command", "entrypoint", "healthcheck.test"]);

const field = (item: YamlNode, ...keys: string[]) => keys.map((key) => textOf(at(item, key)) ?? "").join("|");
const itself = (item: YamlNode) => (item.kind === "scalar" ? item.text : "");

/** Lists in which an item takes the place of an earlier one with the same key. */
const UNIQUE: Readonly<Record<string, (item: YamlNode) => string>> = {
  ports: (item) => field(item, "host_ip", "published", "target", "protocol"),
  volumes: (item) => field(item, "target"),
  secrets: (item) => field(item, "target") || field(item, "source"),
  configs: (item) => field(item, "target") || field(item, "source"),
  devices: itself,
  expose: itself,
  cap_add: itself,
  cap_drop: itself,
  security_opt: itself,
  tmpfs: itself,
  profiles: itself,
};

/** `base` as changed by `over`; `!reset` removes a key, `!override` replaces its value. Neither is altered. */
export function mergeService(base: YamlMap, over: YamlMap): YamlMap {
  return mergeMaps(base, over, "");
}

function mergeMaps(base: YamlMap, over: YamlMap, path: string): YamlMap {
  const entries = new Map(base.entries);
  for (const [key, entry] of over.entries) {
    const before = entries.get(key);
    if (entry.value.tag === "!reset") entries.delete(key);
    else entries.set(key, before === undefined ? { ...entry, value: clean(entry.value) } : { ...entry, value: mergeNodes(before.value, entry.value, path === "" ? key : `${path}.${key}`) });
  }
  return withEntries(base, entries);
}

function mergeNodes(base: YamlNode, over: YamlNode, path: string): YamlNode {
  if (over.tag === "!override" || REPLACED.has(path)) return clean(over);
  if (isNull(over)) return base;
  if (base.kind === "map" && over.kind === "map") return path === "logging" && otherDriver(base, over) ? clean(over) : mergeMaps(base, over, path);
  if (base.kind === "list" && over.kind === "list") return { ...base, items: mergeItems(base.items, over.items, UNIQUE[path]) };
  return clean(over);
}

/** Options of another log driver would be wrong ones. */
function otherDriver(base: YamlMap, over: YamlMap): boolean {
  const [before, after] = [textOf(at(base, "driver")), textOf(at(over, "driver"))];
  return before !== undefined && after !== undefined && before !== after;
}

function mergeItems(base: readonly YamlNode[], over: readonly YamlNode[], key: ((item: YamlNode) => string) | undefined): YamlNode[] {
  if (key === undefined) return [...base, ...over];
  const items = new Map([...base, ...over].map((item) => [key(item), item] as const));
  return [...items.values()];
}

/** What stands alone needs no tag, and what it resets is not there. */
export function clean(node: YamlNode): YamlNode {
  const { tag: _, ...rest } = node;
  if (rest.kind !== "map") return rest as YamlNode;
  const kept = [...rest.entries].filter(([, entry]) => entry.value.tag !== "!reset").map(([key, entry]) => [key, { ...entry, value: clean(entry.value) }] as const);
  return { ...rest, entries: new Map(kept) } as YamlMap;
}
