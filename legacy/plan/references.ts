/** Who refers to what in an estate: everything that must still be there when files are moved or taken away. */
import { posix } from "node:path";
import type { ComposeFile } from "../../readers/compose/read.ts";
import { readRequirements } from "../../readers/requirements/read.ts";
import { at, entriesOf, itemsOf, textOf as scalarText, type YamlNode } from "../../readers/yaml/node.ts";
import { buildOf } from "../compose/builds.ts";
import { viewOf } from "../compose/view.ts";
import { CATALOGUE, readCatalogue, type Row } from "./catalogue/document.ts";
import { copyReferences } from "./copies.ts";
import { kindOf } from "../kinds.ts";
import { composeOf, FOLDER, textOf, type Estate } from "./estate.ts";
import { mentionsIn, type Mentionable } from "./mentions.ts";

export interface Reference {
  /** The file that refers, and where in it (0 when the line is not known). */
  readonly from: string;
  readonly line: number;
  /**
   * `dockerfile`, `context`, `compose` (extends, include), `env_file` and `bind` of a compose file; `include` of a requirements file; `copy` of a
   * Dockerfile; `uses`: a Dockerfile copies a folder with the file in it and names it; `mention`: any other text that names it.
   */
  readonly kind: "dockerfile" | "context" | "compose" | "env_file" | "bind" | "include" | "copy" | "uses" | "mention";
  /** Relative to the estate, cleaned. */
  readonly to: string;
  /** The service of a compose file that refers. */
  readonly service?: string;
}

/** A Dockerfile in one of its contexts. */
export interface Pair {
  readonly dockerfile: string;
  readonly context: string;
  /** Undefined for a Dockerfile that no service builds: its context is then its own folder. */
  readonly service: string | undefined;
  readonly compose: string | undefined;
}

export interface References {
  readonly all: readonly Reference[];
  readonly pairs: readonly Pair[];
}

/** All references of the estate, valid or not; those that leave it are left out. */
export function referencesOf(estate: Estate): References {
  const { all, pairs } = structuralReferences(estate);
  return { all: [...all, ...mentions(estate)], pairs };
}

/** Those that programs follow: all but the mentions. */
export function structuralReferences(estate: Estate): References {
  const compose = [...estate.files].filter(([path]) => kindOf(path) === "compose").map(([path, file]) => composeReferences(path, composeOf(file)));
  const taken = catalogueReferences(estate);
  const named = [...compose.flatMap((one) => one.pairs), ...taken.pairs];
  const built = new Set(named.map((pair) => pair.dockerfile));
  const own = [...estate.files.keys()].filter((path) => kindOf(path) === "dockerfile" && !built.has(path)).map((path): Pair => ({ dockerfile: path, context: posix.dirname(path), service: undefined, compose: undefined }));
  const pairs = [...named, ...own];
  const all = [
    ...compose.flatMap((one) => one.references),
    ...taken.references,
    ...distinctContexts(pairs).flatMap((pair) => copyReferences(pair, estate)),
    ...[...estate.files].flatMap(([path, file]) => (kindOf(path) === "requirements" ? includeReferences(path, textOf(file)) : [])),
  ];
  return { all: all.filter(({ to }) => !to.startsWith("..")), pairs };
}

/** Mentions of counted files, and of others by their paths, in every text but those of a plan. */
export function mentions(estate: Estate, others: readonly string[] = []): Reference[] {
  const targets = mentionable([...[...estate.files.keys()].filter((path) => kindOf(path) !== undefined), ...others]);
  return [...estate.files].flatMap(([path, file]) => {
    if (kindOf(path) !== undefined || !file.bytes || path.startsWith(`${FOLDER}/`)) return [];
    return mentionsIn(path, textOf(file), targets).map((found) => ({ ...found, from: path, kind: "mention" as const }));
  });
}

function mentionable(paths: readonly string[]): Mentionable {
  const byName = new Map<string, string[]>();
  for (const path of paths) byName.set(posix.basename(path), [...(byName.get(posix.basename(path)) ?? []), path]);
  return byName;
}

function distinctContexts(pairs: readonly Pair[]): Pair[] {
  return [...new Map(pairs.map((pair) => [`${pair.dockerfile}\n${pair.context}`, pair])).values()];
}

function composeReferences(path: string, file: ComposeFile): { references: Reference[]; pairs: Pair[] } {
  const folder = posix.dirname(path);
  const references: Reference[] = [];
  const pairs: Pair[] = [];
  const here = (kind: Reference["kind"], node: YamlNode | undefined, service?: string) => {
    const written = scalarText(node);
    if (written === undefined || /^[/~]|\$|:\/\//.test(written)) return;
    references.push({ from: path, line: node!.at.line, kind, to: posix.join(folder, written), ...(service === undefined ? {} : { service }) });
  };
  const either = (node: YamlNode | undefined) => (node?.kind === "list" ? node.items : node ? [node] : []);
  for (const item of either(at(file.yaml.root, "include"))) for (const one of item.kind === "map" ? either(at(item, "path")) : [item]) here("compose", one);
  for (const block of ["configs", "secrets"]) for (const { value } of entriesOf(at(file.yaml.root, block))) here("bind", at(value, "file"));
  for (const service of file.services) {
    const { body, name } = service;
    for (const item of either(at(body, "env_file"))) here("env_file", item.kind === "map" ? at(item, "path") : item, name);
    here("compose", at(body, "extends", "file"), name);
    for (const item of itemsOf(at(body, "volumes"))) bind(item, name);
    const build = buildOf(viewOf(service), folder);
    if (build?.place !== "checkout" || !build.findable) continue;
    const line = at(body, "build")!.at.line;
    references.push({ from: path, line, kind: "context", to: build.resolvedContext, service: name }, { from: path, line, kind: "dockerfile", to: build.resolvedDockerfile, service: name });
    pairs.push({ dockerfile: build.resolvedDockerfile, context: build.resolvedContext, service: name, compose: path });
  }
  return { references, pairs };

  function bind(item: YamlNode, service: string): void {
    const source = item.kind === "map" ? (scalarText(at(item, "type")) === "bind" ? scalarText(at(item, "source")) : undefined) : scalarText(item)?.split(":")[0];
    if (source?.startsWith(".") && !source.includes("$")) references.push({ from: path, line: item.at.line, kind: "bind", to: posix.join(folder, source).replace(/(.)\/$/, "$1"), service });
  }
}

/** What the catalogue of an earlier step builds and mounts; nothing when it cannot be read. */
function catalogueReferences(estate: Estate): { references: Reference[]; pairs: Pair[] } {
  let rows: readonly Row[] = [];
  try {
    rows = readCatalogue(estate)?.services ?? [];
  } catch {
    return { references: [], pairs: [] };
  }
  const from = CATALOGUE.data;
  const found = rows.map(({ service: { name: service }, build, needs }) => ({
    references: [...(build ? [["context", build.context], ["dockerfile", build.dockerfile]] as const : []), ...needs.map((path) => ["bind", path] as const)].map(([kind, to]): Reference => ({ from, line: 1, kind, to, service })),
    pairs: build ? [{ ...build, service, compose: from }] : [],
  }));
  return { references: found.flatMap((one) => one.references), pairs: found.flatMap((one) => one.pairs) };
}

function includeReferences(path: string, text: string): Reference[] {
  return readRequirements(text).includes.filter(({ target }) => !/^[/~]|\$|:\/\//.test(target)).map(({ line, target }) => ({ from: path, line, kind: "include", to: posix.join(posix.dirname(path), target) }));
}
