/** No value of a compose file goes without a word: what it says is in the entries, in the report at its place, or refused. */
import { expect, test } from "@jest/globals";
import { parse, stringify } from "yaml";
import { resolveDefaults } from "../../readers/compose/interpolate.ts";
import { readYaml } from "../../readers/yaml/read.ts";
import type { Position, YamlNode } from "../../readers/yaml/node.ts";
import { composeCases } from "../../tests/fixtures/legacy/compose-files.ts";
import { importCompose } from "./import.ts";

type Path = readonly (string | number)[];
type Document = { services: Record<string, Record<string, unknown>> } & Record<string, unknown>;

const FILE = "c.yml";
const read = (text: string) => importCompose({ files: [FILE], environment: [{}], profiles: ["*"], read: (file) => (file === FILE ? text : `FROM_FILE=${file}\n`) }, { tier: 6, root: ".", unpinned: "keep" });

/** What came out, places left aside. */
function outcome(text: string): string {
  const { imported, problems } = read(text);
  const bare = (all: readonly { readonly at: Position }[]) => all.map(({ at: _, ...rest }) => rest);
  return JSON.stringify([imported?.services, imported?.images, imported?.sizes, bare(imported?.losses ?? []), bare(problems)]);
}

/** The value with one word or number changed: its first, its last, and one between. */
function variants(value: unknown): unknown[] {
  if (typeof value === "boolean") return [!value];
  if (typeof value === "number") return [value + 1];
  if (typeof value !== "string") return [];
  const words = [...value.matchAll(/\d+|[A-Za-z_]+/g)];
  const some = words.filter((_, i) => i === 0 || i === words.length - 1 || i === words.length >> 1);
  return words.length === 0 ? [`${value}q`] : some.map(({ 0: word, index }) => value.slice(0, index) + (/^\d/.test(word) ? String(Number(word) + 1) : `${word}q`) + value.slice(index + word.length));
}

function* leaves(value: unknown, path: Path): Generator<{ path: Path; value: unknown }> {
  if (Array.isArray(value)) for (const [i, item] of value.entries()) yield* leaves(item, [...path, i]);
  else if (value !== null && typeof value === "object") for (const [key, item] of Object.entries(value)) yield* leaves(item, [...path, key]);
  else if (value !== null) yield { path, value };
}

function replaced(value: unknown, path: Path, by: unknown): unknown {
  if (path.length === 0) return by;
  const [key, ...rest] = path;
  if (Array.isArray(value)) return value.map((item, i) => (i === key ? replaced(item, rest, by) : item));
  return Object.fromEntries(Object.entries(value as object).map(([k, item]) => [k, k === key ? replaced(item, rest, by) : item]));
}

/** Where a value stands and all that it is in, the service itself left out. */
function places(root: YamlNode, path: Path): string[] {
  let here: YamlNode | undefined = root;
  return path.flatMap((key, depth) => {
    const entry = here?.kind === "map" ? here.entries.get(String(key)) : undefined;
    here = here?.kind === "list" ? here.items[key as number] : entry?.value;
    return depth < (path[0] === "services" ? 2 : 0) ? [] : [entry?.keyAt, here?.at].flatMap((at) => (at ? [`${at.line}:${at.column}`] : []));
  });
}

/** The value with its variables resolved, as compose does it before anything else. */
function resolved<T>(value: T): T {
  if (typeof value === "string") return resolveDefaults(value).parts.map((part) => (part.from === "unset" ? "" : part.text)).join("").replaceAll("$", "$$$$") as T;
  if (Array.isArray(value)) return value.map(resolved) as T;
  return value !== null && typeof value === "object" ? (Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolved(item)])) as T) : value;
}

/** Whether a file of variables must be there says how it is read, not what it says. */
const OF_READING = /^services\.[^.]+\.env_file\.\d+\.required$/;

/** Values of the document of which a change would not be noticed. */
function silent(document: Document, isNew: (path: Path, value: unknown) => boolean): string[] {
  const fresh = [...leaves(document, [])].filter(({ path, value }) => isNew(path, value));
  if (fresh.length === 0) return [];
  const text = stringify(document, { aliasDuplicateObjects: false, lineWidth: 0 });
  const root = readYaml(text, FILE).root!;
  const told = new Set((read(text).imported?.losses ?? []).filter((l) => l.kind !== "default").map(({ at }) => `${at.line}:${at.column}`));
  const before = outcome(text);
  return fresh.flatMap(({ path, value }) => {
    if (OF_READING.test(path.join(".")) || places(root, path).some((place) => told.has(place))) return [];
    const unnoticed = variants(value).filter((other) => outcome(stringify(replaced(document, path, other), { aliasDuplicateObjects: false, lineWidth: 0 })) === before);
    return unnoticed.map((other) => `${path.slice(path[0] === "services" ? 2 : 0).join(".")}: ${JSON.stringify(value)} -> ${JSON.stringify(other)}`);
  });
}

/** One service with what it depends on, and the sections of its file. */
function alone(name: string, service: Record<string, unknown>, sections: Record<string, unknown>): Document {
  const needs = Object.keys(Array.isArray(service.depends_on) ? Object.fromEntries(service.depends_on.map((d) => [d, 1])) : ((service.depends_on as object | null) ?? {}));
  const base = service.image === undefined && service.build === undefined ? { image: "x:1" } : {};
  return { ...sections, services: { ...Object.fromEntries(needs.map((need) => [need, { image: "x:1", networks: service.networks ?? null }])), [name]: { ...base, ...service } } };
}

test("real files: each value of each service and section, changed in one of its words, changes what comes out or stands in the report", async () => {
  const seen = new Set<string>();
  const isNew = (path: Path, value: unknown) => {
    const at = path[0] === "services" ? path.slice(2) : path;
    const key = JSON.stringify([at.map((part) => (typeof part === "number" ? 0 : part)).slice(0, at[0] === "environment" ? 1 : at.length), value]);
    return !seen.has(key) && seen.add(key).size > 0;
  };
  const found: string[] = [];
  for (const { path, read: file } of await composeCases()) {
    let document: Document | undefined;
    try {
      document = resolved(parse(file(path), { merge: true, uniqueKeys: false }) as Document);
    } catch {
      continue;
    }
    const { services, ...sections } = document;
    for (const [name, service] of Object.entries(services ?? {})) found.push(...silent(alone(name, service, {}), isNew));
    found.push(...silent({ ...sections, services: {} }, isNew));
  }
  expect([...new Set(found)]).toEqual([]);
  expect(seen.size).toBeGreaterThan(1500);
}, 120_000);

test.each<Record<string, unknown>>([
  { ports: [{ target: 80, published: "8080", protocol: "tcp", mode: "host", app_protocol: "http" }] },
  { ports: ["127.0.0.1:8080:80/udp", "9000-9001:9000-9001"] },
  { volumes: [{ type: "bind", source: "/a", target: "/b", read_only: true, bind: { propagation: "rslave" } }, { type: "volume", source: "v", target: "/v", volume: { nocopy: true } }, { type: "tmpfs", target: "/t", tmpfs: { size: "64m", mode: 0o700 } }] },
  { volumes: ["/a:/b:ro,z", "v:/v:nocopy", "/anonymous"] },
  { networks: { backend: { aliases: ["one", "two"], ipv4_address: "172.20.0.5", priority: 100 } } },
  { healthcheck: { test: ["CMD", "x", ""], interval: "30s", timeout: "5s", retries: 3, start_period: "10s", start_interval: "1s" } },
  { deploy: { replicas: 2, resources: { limits: { cpus: "0.5", memory: "256M", pids: 100 }, reservations: { memory: "64M" } }, restart_policy: { condition: "on-failure" } }, mem_limit: "128m", cpus: 0.25 },
  { logging: { driver: "json-file", options: { "max-size": "10m", "max-file": "3", tag: "x" } } },
  { ulimits: { nofile: { soft: 1024, hard: 2048 }, nproc: 10 }, sysctls: { "net.core.somaxconn": 1024 } },
  { secrets: [{ source: "token", target: "/run/secrets/s", uid: "1", mode: 0o400 }], configs: [{ source: "c", target: "/c" }] },
  { tmpfs: ["/t:size=64m,mode=1777", "/tmp"], shm_size: "1g", extra_hosts: ["a:1.2.3.4"], dns: ["1.1.1.1"] },
  { env_file: [{ path: "a.env", required: true, format: "raw" }], environment: ["A=1", "B", "DB_PASSWORD=x"], labels: ["a=b"] },
  { build: { context: "./a", dockerfile: "D", args: { A: "1" }, target: "t", cache_from: ["x"] }, image: "x:1" },
  { depends_on: { other: { condition: "service_healthy", restart: true, required: true } } },
  { command: "a 'b c'", entrypoint: ["x", "y"], user: "1000", stop_grace_period: "90s", stop_signal: "SIGINT", working_dir: "/w" },
])("nothing is silent: %j", (service) => expect(silent(alone("web", { image: "x:1", ...service }, {}), () => true)).toEqual([]));

test("a value that is dropped without a word would be found", () => {
  const drops = (text: string) => text.replace(/^\s*dns:.*\n/m, "");
  const document = alone("web", { image: "x:1", dns: "1.1.1.1" }, {});
  const text = stringify(document);
  expect(outcome(drops(text))).not.toBe(outcome(text));
  expect(outcome(drops(text))).toBe(outcome(drops(text.replace("1.1.1.1", "1.1.1.2"))));
});
