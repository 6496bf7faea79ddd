/** Compose files as one project: overrides, `extends`, `include`, variables, env files and profiles resolved, every fault gathered. */
import { dirname, isAbsolute, join, normalize } from "node:path";
import { mapAt, scalarAt, withEntries } from "../yaml/build.ts";
import { at, entriesOf, isNull, itemsOf, textOf, type Position, type YamlEntry, type YamlMap, type YamlNode } from "../yaml/node.ts";
import { readYaml } from "../yaml/read.ts";
import { canonicalService, mapsOf } from "./canonical.ts";
import { readEnvironment, readRaw } from "./env-file.ts";
import { includesIn, type Include } from "./includes.ts";
import { clean, mergeService } from "./merge.ts";
import { SECTIONS, type Section } from "./sections.ts";
import { Origins } from "./touched.ts";
import { replaceVariables, type Lookup } from "./variables.ts";

export interface Fault {
  readonly at: Position;
  readonly rule: string;
  readonly got: string;
  readonly fix: string;
}

export interface ProjectInput {
  /** The first one's folder is the project's. */
  readonly files: readonly string[];
  /** Variables of the shell and of env files, the first that has a name wins. */
  readonly environment: readonly Readonly<Record<string, string>>[];
  /** `*` for all. */
  readonly profiles: readonly string[];
  /** @throws an error with a message when it cannot be read. */
  readonly read: (file: string) => string;
}

export interface Project extends Readonly<Record<Section, ReadonlyMap<string, YamlEntry>>> {
  /** Canonical and merged; those of profiles that were not chosen are left out. */
  readonly services: ReadonlyMap<string, YamlEntry & { readonly value: YamlMap }>;
  /** Services whose profiles were not chosen. */
  readonly unchosen: ReadonlyMap<string, YamlEntry & { readonly value: YamlMap }>;
  /** Keys of the first level that are none of the above. */
  readonly rest: readonly YamlEntry[];
  /** Variables that had no value and became nothing, where they stand. */
  readonly unset: readonly { readonly name: string; readonly at: Position }[];
  /** Folder that relative paths of a file are relative to. */
  readonly folderOf: (file: string) => string;
  /** Whether something that the service may come from could not be read, so that what it lacks says nothing. */
  readonly incomplete: (service: string) => boolean;
  /** Of each fault, the services that it touches: all others are what compose gives once it is corrected, whatever the correction is. */
  readonly touched: () => ReadonlyMap<Fault, readonly string[]>;
}

interface Model {
  services: Map<string, YamlEntry & { value: YamlMap }>;
  sections: Record<Section, Map<string, YamlEntry>>;
  rest: YamlEntry[];
}

const MAX_EXTENDS = 32;

/**
 * Reads everything that the files name. `project` is undefined with at least one fault, never a part; `readable` is what is left
 * besides the faults, for those who look for more of them.
 */
export function readProject(input: ProjectInput): { project: Project | undefined; readable: Project; faults: Fault[] } {
  const loader = new Loader(input);
  const model = loader.model(input.files, dirname(input.files[0]!), lookupIn(input.environment), []);
  const chosen = (entry: YamlEntry) => {
    const profiles = itemsOf(at(entry.value, "profiles")).flatMap((item) => textOf(item) ?? []);
    return profiles.length === 0 || input.profiles.includes("*") || profiles.some((name) => input.profiles.includes(name));
  };
  const all = [...model.services];
  const services = new Map(all.filter(([, entry]) => chosen(entry)));
  const missing = (loader.origins.haveGaps ? [] : [...services.values()]).flatMap(({ key, value }) =>
    entriesOf(at(value, "depends_on")).filter((d) => !services.has(d.key) && textOf(at(d.value, "required")) !== "false").map((d): Fault => ({
      at: d.keyAt,
      rule: "a dependency that is there",
      got: `${key} depends on "${d.key}", ${model.services.has(d.key) ? "which is in a profile that was not chosen" : "which no file defines"}`,
      fix: model.services.has(d.key) ? "add its --profile" : "correct the name, or give the file that defines it",
    })),
  );
  const faults = dedupe([...loader.faults, ...missing]);
  const readable: Project = { services, unchosen: new Map(all.filter(([, entry]) => !chosen(entry))), ...model.sections, rest: model.rest, unset: loader.unset, folderOf: (file: string) => loader.folders.get(file) ?? dirname(file), incomplete: (name) => loader.origins.incomplete(name), touched: () => loader.origins.touched(faults, model.services, model.sections, input.read) };
  return { project: faults.length > 0 ? undefined : readable, readable, faults };
}

const lookupIn = (all: readonly Readonly<Record<string, string>>[]): Lookup => (name) => all.find((one) => Object.hasOwn(one, name))?.[name];

class Loader {
  readonly faults: Fault[] = [];
  readonly unset: { name: string; at: Position }[] = [];
  readonly folders = new Map<string, string>();
  readonly origins = new Origins();
  private readonly input: ProjectInput;
  private readonly documents = new Map<string, YamlMap | undefined>();
  /** Why a file is no document. */
  private readonly refused = new Map<string, readonly Fault[]>();

  constructor(input: ProjectInput) {
    this.input = input;
  }

  /** Files over each other, then what they include. */
  model(files: readonly string[], folder: string, lookup: Lookup, above: readonly string[], from?: Position): Model {
    const model: Model = { services: new Map(), sections: { networks: new Map(), volumes: new Map(), secrets: new Map(), configs: new Map() }, rest: [] };
    const gaps = this.origins.gapsOf(model.services);
    for (const file of files) {
      const root = this.document(file, folder, lookup, from);
      if (root === undefined) {
        gaps.unreadable(this.refused.get(file) ?? []);
        continue;
      }
      for (const entry of entriesOf(at(root, "services"))) this.service(model, entry, file, lookup);
      for (const section of SECTIONS) for (const entry of entriesOf(at(root, section))) this.put(model.sections[section], entry);
      model.rest.push(...entriesOf(root).filter((e) => !["services", "include", ...SECTIONS].includes(e.key)));
      for (const item of includesIn(at(root, "include"))) this.include(model, item, folder, lookup, [...above, file]);
      gaps.included();
    }
    gaps.close();
    return model;
  }

  private put(section: Map<string, YamlEntry>, entry: YamlEntry): void {
    const before = section.get(entry.key);
    if (entry.value.tag === "!reset") section.delete(entry.key);
    else section.set(entry.key, before?.value.kind === "map" && entry.value.kind === "map" ? { ...entry, value: mergeService(before.value, entry.value) } : { ...entry, value: clean(entry.value) });
  }

  private service(model: Model, entry: YamlEntry, file: string, lookup: Lookup): void {
    if (entry.value.tag === "!reset") return this.origins.reset(entry.key), void model.services.delete(entry.key);
    const place = this.origins.write(file, entry.key);
    if (entry.value.kind !== "map") return void this.fault(entry.keyAt, "a service as a mapping", `${entry.key}: ${entry.value.kind}`, "give it an image or a build");
    const extended = this.extended(canonicalService(entry.value), file, lookup, [place]);
    const own = this.withEnvFiles(extended, lookup);
    const earlier = model.services.get(entry.key);
    model.services.set(entry.key, { ...entry, keyAt: earlier?.keyAt ?? entry.keyAt, value: earlier ? mergeService(earlier.value, own) : (clean(own) as YamlMap) });
  }

  /** The service with what it extends below it. */
  private extended(own: YamlMap, file: string, lookup: Lookup, above: readonly string[]): YamlMap {
    const from = at(own, "extends");
    if (from === undefined) return own;
    const name = textOf(at(from, "service"));
    const written = textOf(at(from, "file"));
    const bare = withEntries(own, new Map([...own.entries].filter(([key]) => key !== "extends")));
    const without = (...faults: readonly Fault[]) => (this.origins.lacksBase(above.at(-1)!, faults), bare);
    if (name === undefined) return without(this.fault(from.at, "the name of a service to extend", "none", "write extends: {service: NAME}"));
    const other = written === undefined ? file : this.resolve(written, this.folders.get(file) ?? dirname(file));
    const place = this.origins.extend(above.at(-1)!, other, name);
    if (above.includes(place) || above.length > MAX_EXTENDS) return without(this.fault(from.at, "services that do not extend each other", [...above.map(ending), ending(place)].join(" -> "), "remove one of these extends"));
    const root = this.document(other, other === file ? (this.folders.get(file) ?? dirname(other)) : dirname(other), lookup, from.at);
    if (root === undefined) return without(...(this.refused.get(other) ?? []));
    const base = at(root, "services", name);
    if (base?.kind !== "map") return without(this.fault(from.at, `a service "${name}" in ${other}`, "none", "correct the name, or the file that it is in"));
    return mergeService(this.withEnvFiles(this.extended(canonicalService(base), other, lookup, [...above, place]), lookup), bare);
  }

  /** `env_file` read into `environment`, which wins over it. */
  private withEnvFiles(service: YamlMap, lookup: Lookup): YamlMap {
    const files = mapsOf(at(service, "env_file"));
    if (files.length === 0) return service;
    const found = files.flatMap((item): [string, YamlNode][] => {
      const path = at(item, "path");
      const file = this.resolve(textOf(path) ?? "", this.folders.get(item.at.file) ?? dirname(item.at.file));
      const text = this.text(file, path?.at ?? item.at, textOf(at(item, "required")) === "false");
      const format = at(item, "format");
      if (format !== undefined && textOf(format) !== "raw") this.fault(format.at, "the format raw, or none", textOf(format) ?? format.kind, "remove it");
      return Object.entries(text === undefined ? {} : format ? readRaw(text) : readEnvironment(text, lookup)).map(([key, value]) => [key, scalarAt({ ...item.at }, value)]);
    });
    const own = at(service, "environment");
    const environment = own?.kind === "map" ? mergeService(mapAt(own.at, found), own) : mapAt(service.at, found);
    const entries = new Map([...service.entries].filter(([key]) => key !== "env_file"));
    return withEntries(service, entries.set("environment", { key: "environment", keyAt: environment.at, value: environment }));
  }

  private include(model: Model, item: Include, folder: string, lookup: Lookup, above: readonly string[]): void {
    const files = item.paths.map((path) => this.resolve(path, folder));
    const again = files.find((file) => above.includes(file));
    if (again !== undefined) return void this.fault(item.at, "files that do not include each other", [...above, again].join(" -> "), "remove one of these includes");
    if (files.length === 0) return void this.fault(item.at, "a path to include", "none", "write include: [FILE]");
    const own = item.folder === undefined ? dirname(files[0]!) : this.resolve(item.folder, folder);
    const texts = item.envFiles.flatMap((file) => this.text(this.resolve(file, folder), item.at, false) ?? []);
    const more = texts.map((text) => readEnvironment(text, lookup));
    const included = this.model(files, own, (name) => lookup(name) ?? lookupIn(more)(name), above, item.at);
    for (const [name, entry] of included.services) this.unlike(model.services, name, entry);
    for (const section of SECTIONS) for (const [name, entry] of included.sections[section]) this.unlike(model.sections[section], name, entry);
  }

  private unlike<T extends YamlEntry>(all: Map<string, T>, name: string, entry: T): void {
    const before = all.get(name);
    if (before !== undefined && !(isNull(before.value) && isNull(entry.value))) this.fault(entry.keyAt, "a name that the including file does not have", `"${name}", which is at ${before.keyAt.file}:${before.keyAt.line} too`, "rename one of them, or give both files as overrides");
    else all.set(name, entry);
  }

  private document(file: string, folder: string, lookup: Lookup, from?: Position): YamlMap | undefined {
    if (this.documents.has(file)) return this.documents.get(file);
    if (!this.folders.has(file)) this.folders.set(file, folder);
    const before = this.faults.length;
    const root = this.parsed(file, lookup, from);
    this.documents.set(file, root);
    if (root === undefined) this.refused.set(file, this.faults.slice(before));
    return root;
  }

  private parsed(file: string, lookup: Lookup, from?: Position): YamlMap | undefined {
    const text = this.text(file, from ?? { file, line: 1, column: 1 }, false);
    const { root, problems, duplicates } = text === undefined ? { root: undefined, problems: [], duplicates: [] } : readYaml(text, file);
    for (const p of problems) this.fault(p.at, "YAML that can be read", p.message, /undefined alias/.test(p.message) ? "write the anchor (&NAME) above it in this file, or what it stood for" : "correct it there");
    for (const d of duplicates) this.fault({ file, line: d.lines[1] ?? d.lines[0]!, column: 1 }, "a key once in a mapping", `${d.path === "" ? "" : `${d.path}.`}${d.key} in lines ${d.lines.join(", ")}`, d.key === "<<" ? "write them as one: <<: [*first, *second]" : "keep one of them");
    if (root === undefined) return undefined;
    const services = at(root, "services");
    const wrong = root.kind !== "map" ? "no mapping" : services === undefined ? (at(root, "include") === undefined && !SECTIONS.some((s) => at(root, s)) ? "no services" : undefined) : services.kind !== "map" && !isNull(services) ? `services: ${services.kind}` : undefined;
    if (wrong !== undefined || root.kind !== "map") return this.fault(services?.at ?? root.at, "a compose file: a mapping with services", wrong ?? "no mapping", "give a compose file"), undefined;
    const replaced = replaceVariables(root, lookup);
    this.faults.push(...replaced.faults);
    this.unset.push(...replaced.unset);
    return replaced.node as YamlMap;
  }

  private text(file: string, from: Position, optional: boolean): string | undefined {
    try {
      return this.input.read(file);
    } catch (error) {
      if (!optional) this.fault(from, "a file that can be read", `${file}: ${(error as NodeJS.ErrnoException).code === "ENOENT" ? "no such file" : (error as Error).message}`, "create it, or correct the path");
      return undefined;
    }
  }

  private resolve(path: string, folder: string): string {
    return normalize(isAbsolute(path) ? path : join(folder, path));
  }

  private fault(place: Position, rule: string, got: string, fix: string): Fault {
    const fault = { at: place, rule, got, fix };
    this.faults.push(fault);
    return fault;
  }
}

const ending = (place: string) => place.slice(place.lastIndexOf(":") + 1);

/** A file that is read for two reasons is told once. */
function dedupe(faults: readonly Fault[]): Fault[] {
  const seen = new Map(faults.map((f) => [JSON.stringify(f), f]));
  return [...seen.values()].sort((a, b) => a.at.file.localeCompare(b.at.file) || a.at.line - b.at.line || a.at.column - b.at.column);
}
