/** A service's short forms written out, so that two of them can be merged and each item keeps its position. */
import { listAt, mapAt, scalarAt, withEntries } from "../yaml/build.ts";
import { entriesOf, isNull, itemsOf, textOf, type Position, type YamlMap, type YamlNode } from "../yaml/node.ts";
import { readPort } from "./ports.ts";

type Form = (node: YamlNode) => YamlNode;

/** By path below the service. What is not named stays as it is. */
const FORMS: Readonly<Record<string, Form>> = {
  environment: assignments("="),
  labels: assignments("="),
  annotations: assignments("="),
  sysctls: assignments("="),
  extra_hosts: assignments(/[=:]/),
  "build.args": assignments("="),
  "deploy.labels": assignments("="),
  build: (node) => (node.kind === "scalar" ? mapAt(node.at, [["context", node]]) : node),
  extends: (node) => (node.kind === "scalar" ? mapAt(node.at, [["service", node]]) : node),
  depends_on: named((item) => mapAt(item.at, [["condition", scalarAt(item.at, "service_started")]])),
  networks: named((item) => ({ kind: "scalar", at: item.at, value: null, text: "" })),
  tmpfs: listed,
  dns: listed,
  dns_search: listed,
  env_file: (node) => each(listed(node), (item) => (item.kind === "scalar" ? mapAt(item.at, [["path", item]]) : item)),
  secrets: (node) => each(node, (item) => (item.kind === "scalar" ? mapAt(item.at, [["source", item]]) : item)),
  configs: (node) => each(node, (item) => (item.kind === "scalar" ? mapAt(item.at, [["source", item]]) : item)),
  volumes: (node) => each(node, (item) => (item.kind === "scalar" ? volume(item.text, item.at) : item)),
  ports: (node) => (node.kind === "list" ? listAt(node.at, node.items.flatMap(ports)) : node),
};

/** @param body a service, variables already replaced. */
export function canonicalService(body: YamlMap): YamlMap {
  return rewrite(body, "");
}

function rewrite(map: YamlMap, path: string): YamlMap {
  const entries = [...map.entries].map(([key, entry]) => {
    const below = path === "" ? key : `${path}.${key}`;
    const form = FORMS[below];
    const plain = form === undefined || isNull(entry.value) ? entry.value : { ...form(entry.value), ...(entry.value.tag ? { tag: entry.value.tag } : {}) };
    const nested = plain.kind === "map" && (below === "build" || below === "deploy") ? rewrite(plain, below) : plain;
    return [key, { ...entry, value: nested }] as const;
  });
  return withEntries(map, new Map(entries));
}

function each(node: YamlNode, change: (item: YamlNode) => YamlNode): YamlNode {
  return node.kind === "list" ? listAt(node.at, node.items.map(change)) : node;
}

function listed(node: YamlNode): YamlNode {
  return node.kind === "scalar" ? listAt(node.at, [node]) : node;
}

/** `[A=1, B]` as `{A: 1, B: null}`. */
function assignments(separator: string | RegExp): Form {
  return (node) => {
    if (node.kind !== "list" || node.items.some((item) => item.kind !== "scalar")) return node;
    return mapAt(node.at, node.items.map((item) => {
      const text = textOf(item) ?? "";
      const split = typeof separator === "string" ? text.indexOf(separator) : text.search(separator);
      return split < 0 ? [text, { kind: "scalar", at: item.at, value: null, text: "" } as const] : [text.slice(0, split), scalarAt(item.at, text.slice(split + 1))];
    }));
  };
}

/** `[a, b]` as `{a: ..., b: ...}`. */
function named(value: (item: YamlNode) => YamlNode): Form {
  return (node) => (node.kind === "list" && node.items.every((item) => item.kind === "scalar") ? mapAt(node.at, node.items.map((item) => [textOf(item) ?? "", value(item)])) : node);
}

/** `source:target:mode`; a bind's source keeps its relative form. */
function volume(text: string, position: Position): YamlNode {
  const word = (value: string) => scalarAt(position, value);
  const parts = text.split(":");
  const [source, target, mode = ""] = parts.length === 1 ? [undefined, parts[0]!] : (parts as [string, string, string?]);
  const bind = source !== undefined && /^[./~]/.test(source);
  const flags = mode.split(",").filter((flag) => flag !== "" && flag !== "rw" && flag !== "ro");
  return mapAt(position, [
    ["type", word(bind ? "bind" : "volume")],
    ["source", source === undefined ? undefined : word(source)],
    ["target", word(target)],
    ["read_only", mode.split(",").includes("ro") ? { kind: "scalar", at: position, value: true, text: "true" } : undefined],
    ["flags", flags.length > 0 ? word(flags.join(",")) : undefined],
  ]);
}

const PORT_KEYS = ["target", "published", "host_ip", "protocol"];

/** A port's long form; a range as one form for each of its ports. What cannot be read stays, for the reader to refuse. */
function ports(item: YamlNode): YamlNode[] {
  const mapping = readPort(item, (text) => text);
  if (mapping === undefined) return [item];
  const { host, container, address, protocol } = mapping;
  const count = container.last - container.first + 1;
  const together = host !== undefined && host.last - host.first + 1 === count;
  return Array.from({ length: count }, (_, i) => mapAt(item.at, [
    ["target", scalarAt(item.at, String(container.first + i))],
    ["published", host === undefined ? undefined : scalarAt(item.at, together ? String(host.first + i) : `${host.first}-${host.last}`)],
    ["host_ip", address === "" ? undefined : scalarAt(item.at, address)],
    ["protocol", scalarAt(item.at, protocol)],
    ...entriesOf(item).filter((e) => !PORT_KEYS.includes(e.key)).map((e) => [e.key, e.value] as const),
  ]));
}

/** The items of a list that are mappings. */
export const mapsOf = (node: YamlNode | undefined): YamlMap[] => itemsOf(node).filter((item) => item.kind === "map");
