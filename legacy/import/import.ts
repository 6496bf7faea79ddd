/** Compose files to catalogue entries: everything that is lost is listed, everything that is wrong is refused at once. */
import type { ImageDefinition } from "../../infra/images.ts";
import type { ServiceInput } from "../../infra/service.ts";
import { readProject, type Project, type ProjectInput } from "../../readers/compose/project.ts";
import { at, entriesOf, itemsOf, textOf, type Position, type YamlEntry, type YamlMap, type YamlNode } from "../../readers/yaml/node.ts";
import type { ImportProblem, Loss } from "./loss.ts";
import { shown, type Draft } from "./part.ts";
import { catalogueProblems } from "./problems.ts";
import { catalogueName } from "./words.ts";
import { importService, NO_IMAGE, type Options } from "./service.ts";

export interface Imported {
  readonly services: readonly ServiceInput[];
  readonly images: readonly ImageDefinition[];
  /** Exact limits by service, for `sutazai:services` of the stack's settings. */
  readonly sizes: Readonly<Record<string, { readonly cpus?: number; readonly memory?: string }>>;
  /** In order of the files. */
  readonly losses: readonly Loss[];
}

interface Made {
  readonly entry: YamlEntry & { readonly value: YamlMap };
  readonly draft: Draft;
  readonly image: ImageDefinition | undefined;
}

/** What the files say, service by service, with every reason against each. */
function readServices(input: ProjectInput, options: Options) {
  const { readable: project, faults } = readProject(input);
  const unpinned = options.unpinned ?? "refuse";
  const surroundings = { folderOf: project.folderOf, has: (name: string) => project.services.has(name), unpinned };
  const made = [...project.services.values()].map((entry): Made => ({ entry, ...importService(entry, surroundings, options) }));
  oneVolume(made.map(({ draft }) => draft));
  const images = made.flatMap(({ image }) => image ?? []);
  const own = made.flatMap(({ entry, draft }) => draft.problems.filter((p) => !(p.rule.endsWith(NO_IMAGE) && project.incomplete(entry.key))).map((p) => ({ ...p, service: draft.entry.name })));
  const reasons = afterFaults([...own, ...catalogueProblems(made, images, input.files[0]!, unpinned)], faults);
  return { project, faults, made, images, reasons };
}

/** A service by itself: what it becomes, or why it cannot be imported. */
export interface ImportedService {
  readonly written: Made["entry"];
  readonly service: ServiceInput;
  readonly image: ImageDefinition | undefined;
  readonly size: { readonly cpus?: number; readonly memory?: string };
  readonly losses: readonly Loss[];
  readonly problems: readonly ImportProblem[];
}

/** What is wrong with the files, and the services, by their names there, that it keeps from being read as compose reads them. */
export interface FileFault extends ImportProblem {
  readonly holds: readonly string[];
}

/** Every service by itself, so that what is wrong with one, or with a part of a file, does not keep the others out. `losses` are those of no service. */
export function importEach(input: ProjectInput, options: Options): { services: readonly ImportedService[]; losses: readonly Loss[]; faults: readonly FileFault[] } {
  const { project, faults, made, reasons } = readServices(input, options);
  const touched = faults.length > 0 ? project.touched() : new Map<ImportProblem, readonly string[]>();
  const told = faults.map((fault): FileFault => ({ ...fault, holds: touched.get(fault)! }));
  const services = made.map(({ entry, draft, image }): ImportedService => ({
    written: entry, service: draft.entry, image, size: draft.sizes, losses: draft.losses,
    problems: [...told.filter(({ holds }) => holds.includes(entry.key)), ...reasons.filter((p) => p.service === draft.entry.name)],
  }));
  return { services, losses: projectLosses(project), faults: told };
}

/** @returns what was imported, or every reason why nothing was: the files' and the catalogue's together. */
export function importCompose(input: ProjectInput, options: Options): { imported: Imported | undefined; problems: readonly ImportProblem[] } {
  const { project, faults, made, images, reasons } = readServices(input, options);
  const problems = [...faults, ...reasons.map(({ at: place, rule, got, fix }) => ({ at: place, rule, got, fix }))];
  if (problems.length > 0) return { imported: undefined, problems: problems.sort((a, b) => byPlace(a.at, b.at)) };
  const services = made.map(({ draft }) => draft.entry);
  const losses = [...made.flatMap(({ draft }) => draft.losses), ...projectLosses(project)];
  const sizes = Object.fromEntries(made.flatMap(({ draft }) => (Object.keys(draft.sizes).length > 0 ? [[draft.entry.name, draft.sizes]] : [])));
  return { imported: { services, images, sizes, losses: losses.sort((a, b) => byPlace(a.at, b.at)) }, problems: [] };
}

/** What belongs to no service. */
function projectLosses(project: Project): Loss[] {
  return [
    ...project.unset.map(({ name, at: place }): Loss => ({ at: place, service: "", key: `\${${name}}`, value: "", kind: "lost", why: "the variable has no value", what: "set it in an --env-file if it should have one" })),
    ...[...project.unchosen.values()].map((e): Loss => ({ at: e.keyAt, service: e.key, key: "profiles", value: "", kind: "lost", why: "its profile was not chosen", what: "add --profile, or --profile '*' for all" })),
    ...sectionLosses(project, "networks", "the stack's own networks have subnets of its settings"),
    ...sectionLosses(project, "volumes", "data volumes are local, and named after the stack"),
    ...sectionLosses(project, "secrets", "secrets are made by the stack"),
    ...[...project.configs.values()].map((e): Loss => ({ at: e.keyAt, service: "", key: `configs.${e.key}`, value: "", kind: "lost", why: "configuration is a file of the repository", what: "put it below config/ and name it in `files`" })),
    ...project.rest.map((e): Loss => ({ at: e.keyAt, service: "", key: e.key, value: shown(e.value), kind: "lost", why: "belongs to no service", what: "none" })),
  ];
}

/** Mounts of volumes that have a name, of a service in canonical form. */
export const namedVolumes = (body: YamlMap): { readonly item: YamlNode; readonly source: string }[] =>
  itemsOf(at(body, "volumes")).flatMap((item) => {
    const source = textOf(at(item, "source"));
    return source === undefined || textOf(at(item, "type")) !== "volume" ? [] : [{ item, source }];
  });

/** Refuses a volume whose name would be that of another one. */
function oneVolume(drafts: readonly Draft[]): void {
  const written = new Map<string, string>();
  for (const draft of drafts) for (const { item, source } of namedVolumes(draft.body)) {
    const name = catalogueName(source);
    const other = written.get(name) ?? source;
    written.set(name, other);
    if (other !== source) draft.refuse(item, "volumes with names of their own", `"${source}" and "${other}" both become ${name}`, "rename one of them, and copy its data");
  }
}

/** Without those that only repeat what a fault of the file says, at its place: a variable without a value, a dependency that is not there. */
function afterFaults<T extends ImportProblem>(problems: readonly T[], faults: readonly ImportProblem[]): T[] {
  const told = new Set(faults.map(({ at: { file, line, column } }) => `${file}:${line}:${column}`));
  return problems.filter(({ at: { file, line, column } }) => !told.has(`${file}:${line}:${column}`));
}

/** What is set about the entries of a section, and those that no service has. */
function sectionLosses(project: Project, section: "networks" | "volumes" | "secrets", why: string): Loss[] {
  const used = new Set([...project.services.values()].flatMap(({ value }) => entriesOrItems(at(value, section))));
  return [...project[section].values()].flatMap((entry): Loss[] => {
    const lost = { service: "", kind: "lost" as const, what: "none is needed in most cases" };
    const unused: Loss[] = used.has(entry.key) || entry.key === "default" ? [] : [{ ...lost, at: entry.keyAt, key: `${section}.${entry.key}`, value: "", why: "no service has it" }];
    return [...unused, ...entriesOf(entry.value).map(({ key, value }) => ({ ...lost, at: value.at, key: `${section}.${entry.key}.${key}`, value: shown(value), why }))];
  });
}

/** Names of what a service joins or mounts, in canonical form. */
const entriesOrItems = (node: YamlNode | undefined) => [...entriesOf(node).map(({ key }) => key), ...itemsOf(node).flatMap((item) => textOf(at(item, "source")) ?? [])];

const byPlace = (a: Position, b: Position) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column;
