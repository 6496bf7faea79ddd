/** Compose files to catalogue entries: everything that is lost is listed, everything that is wrong is refused at once. */
import { IMAGES, type ImageDefinition } from "../../infra/images.ts";
import { validateCatalogue } from "../../infra/rules.ts";
import type { ServiceInput } from "../../infra/service.ts";
import { readProject, type ProjectInput } from "../../readers/compose/project.ts";
import { at, entriesOf, isNull, type Position, type YamlEntry } from "../../readers/yaml/node.ts";
import type { ImportProblem, Loss } from "./loss.ts";
import { shown } from "./part.ts";
import { importService, type Options } from "./service.ts";

export interface Imported {
  readonly services: readonly ServiceInput[];
  readonly images: readonly ImageDefinition[];
  /** Exact limits by service, for `sutazai:services` of the stack's settings. */
  readonly sizes: Readonly<Record<string, { readonly cpus?: number; readonly memory?: string }>>;
  /** In order of the files. */
  readonly losses: readonly Loss[];
}

/** @returns what was imported, or every reason why nothing was. */
export function importCompose(input: ProjectInput, options: Options): { imported: Imported | undefined; problems: readonly ImportProblem[] } {
  const { project, faults } = readProject(input);
  if (project === undefined) return { imported: undefined, problems: faults };
  const made = [...project.services.values()].map((entry) => ({ entry, ...importService(entry, project.folderOf, options) }));
  const services = made.map(({ draft }) => draft.entry);
  const images = made.flatMap(({ image }) => image ?? []);
  const written = new Map(made.map(({ entry, draft }) => [draft.entry.name, entry]));
  const own = made.flatMap(({ draft }) => draft.problems);
  // What has no image is told already.
  const schema = schemaProblems(services, images, written, input.files[0]!).filter((p) => !/\.image\.built$/.test(p.path));
  const problems = [...own, ...schema];
  if (problems.length > 0) return { imported: undefined, problems: problems.map(({ at: place, rule, got, fix }) => ({ at: place, rule, got, fix })).sort((a, b) => byPlace(a.at, b.at)) };
  const losses = [
    ...made.flatMap(({ draft }) => draft.losses),
    ...project.unset.map(({ name, at: place }): Loss => ({ at: place, service: "", key: `\${${name}}`, value: "", kind: "lost", why: "the variable has no value", what: "set it in an --env-file if it should have one" })),
    ...[...project.unchosen.values()].map((e): Loss => ({ at: e.keyAt, service: e.key, key: "profiles", value: "", kind: "lost", why: "its profile was not chosen", what: "add --profile, or --profile '*' for all" })),
    ...[...project.networks.values()].flatMap((e) => sectionLosses(e, "networks", "the stack's own networks have subnets of its settings")),
    ...[...project.volumes.values()].flatMap((e) => sectionLosses(e, "volumes", "data volumes are local, and named after the stack")),
    ...[...project.secrets.values()].flatMap((e) => sectionLosses(e, "secrets", "secrets are made by the stack")),
    ...[...project.configs.values()].map((e): Loss => ({ at: e.keyAt, service: "", key: `configs.${e.key}`, value: "", kind: "lost", why: "configuration is a file of the repository", what: "put it below config/ and name it in `files`" })),
    ...project.rest.map((e): Loss => ({ at: e.keyAt, service: "", key: e.key, value: shown(e.value), kind: "lost", why: "belongs to no service", what: "none" })),
  ];
  const sizes = Object.fromEntries(made.flatMap(({ draft }) => (Object.keys(draft.sizes).length > 0 ? [[draft.entry.name, draft.sizes]] : [])));
  return { imported: { services, images, sizes, losses: losses.sort((a, b) => byPlace(a.at, b.at)) }, problems: [] };
}

/** Keys of a compose service by fields of the catalogue, where they differ. */
const WRITTEN: Readonly<Record<string, string>> = { env: "environment", health: "healthcheck", dependsOn: "depends_on", hostMounts: "volumes" };

/** The catalogue's own rules, told at the line of the key, or of the service. */
function schemaProblems(services: readonly ServiceInput[], images: readonly ImageDefinition[], written: ReadonlyMap<string, YamlEntry>, file: string): (ImportProblem & { path: string })[] {
  const { problems } = validateCatalogue(services, { images: [...IMAGES, ...images] });
  return problems.map(({ path, rule, got, fix }) => {
    const [, name = "", field = "", below = ""] = /^services\.([^.]+)(?:\.(\w+))?(?:\.(.+))?/.exec(path) ?? [];
    const service = written.get(name);
    const key = WRITTEN[field] ?? field;
    const place = at(service?.value, key, below)?.at ?? at(service?.value, key)?.at ?? service?.keyAt ?? { file, line: 1, column: 1 };
    return { at: place, path, rule: `${path}: ${rule}`, got, fix };
  });
}

function sectionLosses(entry: YamlEntry, section: string, why: string): Loss[] {
  if (isNull(entry.value)) return [];
  return entriesOf(entry.value).map(({ key, value }) => ({ at: value.at, service: "", key: `${section}.${entry.key}.${key}`, value: shown(value), kind: "lost", why, what: "none is needed in most cases" }));
}

const byPlace = (a: Position, b: Position) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column;
