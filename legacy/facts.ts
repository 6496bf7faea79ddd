/** All facts of an estate (what the audit, the consolidation and the reports stand on), and their summary. */
import { readCompose, type ComposeFile } from "../readers/compose/read.ts";
import type { Dockerfile } from "../readers/dockerfile/instruction.ts";
import { parseDockerfile } from "../readers/dockerfile/parse.ts";
import { checksHealth, stagesOf } from "../readers/dockerfile/stages.ts";
import { readRequirements, type RequirementsFile } from "../readers/requirements/read.ts";
import { decode, hasTabIndent, type Oddity } from "../readers/text.ts";
import { buildPairs, composeFacts, composeSummary, type ComposeFacts, type Surroundings } from "./compose.ts";
import { baseImages, dockerfileFacts, dockerfileSummary, type DockerfileFacts, type Reference } from "./dockerfiles.ts";
import { identical, type Identical } from "./identical.ts";
import { isArchived, kindOf, nearMissOf, type FileKind } from "./kinds.ts";
import { linkFacts, type LinkFact } from "./links.ts";
import { conflictTable, contentKey, requirementsFacts, requirementsSummary, type Conflict, type RequirementsFacts } from "./requirements.ts";
import type { Tree } from "./tree.ts";

interface OfFile {
  readonly bytes: number;
  readonly archived?: true;
}

export interface EstateFacts {
  /** Counts, under the keys that other tools agree on. */
  readonly summary: Readonly<Record<string, number | Readonly<Record<string, number>>>>;
  readonly identical: Readonly<Record<FileKindPlural | "requirements_same_content", Identical>>;
  readonly conflicts: readonly Conflict[];
  readonly conflicts_live: readonly Pick<Conflict, "package" | "files" | "variants">[];
  readonly packages: Readonly<Record<string, number>>;
  readonly base_images: Readonly<Record<string, number>>;
  readonly requirements: Readonly<Record<string, RequirementsFacts & OfFile>>;
  readonly dockerfiles: Readonly<Record<string, DockerfileFacts & OfFile>>;
  readonly compose: Readonly<Record<string, ComposeFacts & OfFile>>;
  readonly symlinks: readonly LinkFact[];
  readonly near_misses: readonly { readonly path: string; readonly kind: FileKind }[];
  /** Files with an unusual encoding; a missing newline at the end alone is not listed. */
  readonly encoding: Readonly<Record<string, readonly Oddity[]>>;
  /** Packages in conflict -> every place that names them, in order of the files. */
  readonly conflict_places: Readonly<Record<string, readonly { readonly file: string; readonly line: number; readonly spec: string }[]>>;
  /** Compose files -> services -> the line where each begins. */
  readonly service_lines: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Files and folders that could not be read. */
  readonly unreadable: readonly { readonly path: string; readonly problem: string }[];
}

type FileKindPlural = "requirements" | "dockerfiles" | "compose";

/** A counted file as it was read. */
export interface Read {
  readonly path: string;
  readonly kind: FileKind;
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly oddities: readonly Oddity[];
  readonly problem: string | undefined;
}

/** Every counted file of a tree, read and parsed once. */
export interface CountedFiles {
  readonly files: readonly Read[];
  /** By path. */
  readonly dockerfiles: ReadonlyMap<string, Dockerfile>;
  readonly requirements: ReadonlyMap<string, RequirementsFile>;
  readonly compose: ReadonlyMap<string, ComposeFile>;
}

/** Nothing is written, nothing throws: what cannot be read is there with its problem and without bytes. */
export function countedFiles(tree: Tree): CountedFiles {
  const files = tree.paths.flatMap((path): Read[] => (tree.entry(path)!.kind === "file" && kindOf(path) ? [readFile(tree, path, kindOf(path)!)] : []));
  const parsed = <T>(kind: FileKind, parse: (file: Read) => T) => new Map(files.flatMap((file) => (file.kind === kind ? [[file.path, parse(file)] as const] : [])));
  return { files, dockerfiles: parsed("dockerfile", ({ text }) => parseDockerfile(text)), requirements: parsed("requirements", ({ text }) => readRequirements(text)), compose: parsed("compose", ({ text, path }) => readCompose(text, path)) };
}

/** The facts of a tree; what cannot be read is in `unreadable`. */
export function estateFacts(tree: Tree, counted: CountedFiles = countedFiles(tree)): EstateFacts {
  const { files, dockerfiles, requirements } = counted;
  const of = (kind: FileKind) => files.filter((file) => file.kind === kind);
  const around = surroundings(tree, dockerfiles);
  const composeFiles = [...counted.compose];
  const references = referencesOf(tree, composeFiles);

  const facts = {
    requirements: each(of("requirements"), ({ path }) => requirementsFacts(path, requirements.get(path)!, (target) => around.kind(target) === "file")),
    dockerfiles: each(of("dockerfile"), ({ path, bytes }) => dockerfileFacts(path, dockerfiles.get(path)!, bytes.length, tree, references.get(path) ?? [])),
    compose: each(of("compose"), ({ path }) => composeFacts(path, counted.compose.get(path)!, around)),
    symlinks: linkFacts(tree),
    near_misses: tree.paths.flatMap((path) => {
      const kind = tree.entry(path)!.kind === "file" ? nearMissOf(path) : undefined;
      return kind ? [{ path, kind }] : [];
    }),
    encoding: Object.fromEntries(files.filter(({ oddities }) => oddities.some((oddity) => oddity !== "no_final_newline")).map(({ path, oddities }) => [path, oddities])),
    service_lines: Object.fromEntries(composeFiles.map(([path, { services }]) => [path, Object.fromEntries(services.map(({ name, at }) => [name, at.line]))])),
    unreadable: [...tree.unreadable(), ...files.flatMap(({ path, problem }) => (problem === undefined ? [] : [{ path, problem }]))],
    identical: {
      requirements: sameBytes(of("requirements")),
      dockerfiles: sameBytes(of("dockerfile")),
      compose: sameBytes(of("compose")),
      requirements_same_content: identical([...requirements].map(([path, file]) => [path, contentKey(file)])),
    },
  };
  const live = liveOf(requirements);
  const { packages, conflicts } = conflictTable([...requirements.values()]);
  const places = Object.fromEntries(conflicts.map(({ package: name }): [string, { file: string; line: number; spec: string }[]] => [name, []]));
  for (const [file, { entries }] of requirements) for (const { name, line, spec } of entries) if (Object.hasOwn(places, name)) places[name]!.push({ file, line, spec });
  return { summary: summaryOf(facts, files, requirements), ...facts, conflict_places: places, conflicts, conflicts_live: conflictTable(live).conflicts.map(({ package: name, files, variants }) => ({ package: name, files, variants })), packages, base_images: baseImages(Object.values(facts.dockerfiles)) };
}

function summaryOf(facts: Pick<EstateFacts, "requirements" | "dockerfiles" | "compose" | "symlinks" | "near_misses" | "identical">, files: readonly Read[], requirements: ReadonlyMap<string, RequirementsFile>): EstateFacts["summary"] {
  const { identical: same } = facts;
  const live = (of: Readonly<Record<string, OfFile>>) => Object.values(of).filter(({ archived }) => !archived).length;
  const groups = (kind: FileKindPlural) => ({
    [`${kind}_identical_groups`]: same[kind].groups,
    [`${kind}_in_identical_groups`]: same[kind].files_in_groups,
    [`${kind}_redundant`]: same[kind].redundant,
    [`${kind}_largest_identical_group`]: same[kind].list[0]?.count ?? 0,
  });
  return {
    dockerfiles: Object.keys(facts.dockerfiles).length,
    dockerfiles_live: live(facts.dockerfiles),
    requirements: Object.keys(facts.requirements).length,
    requirements_live: live(facts.requirements),
    compose_files: Object.keys(facts.compose).length,
    compose_files_live: live(facts.compose),
    symlinks: facts.symlinks.length,
    near_misses: counts(facts.near_misses.map(({ kind }) => kind)),
    ...groups("requirements"),
    requirements_same_content_groups: same.requirements_same_content.groups,
    requirements_in_same_content_groups: same.requirements_same_content.files_in_groups,
    ...groups("dockerfiles"),
    compose_identical_groups: same.compose.groups,
    ...requirementsSummary([...requirements.values()], liveOf(requirements)),
    ...dockerfileSummary(Object.values(facts.dockerfiles)),
    ...composeSummary(Object.values(facts.compose)),
    encodings: counts(files.flatMap(({ oddities }) => oddities)),
  };
}

function readFile(tree: Tree, path: string, kind: FileKind): Read {
  const content = tree.read(path);
  const bytes = "bytes" in content ? content.bytes : new Uint8Array();
  const { text, oddities } = decode(bytes);
  const problem = "problem" in content ? content.problem : undefined;
  const tabs: Oddity[] = kind === "compose" && hasTabIndent(text) ? ["tabs"] : [];
  return { path, kind, bytes, text, oddities: problem === undefined ? [...oddities, ...tabs] : [], problem };
}

/** Which services build which Dockerfile; a link to one counts for the file that it leads to. */
function referencesOf(tree: Tree, files: readonly (readonly [path: string, ComposeFile])[]): Map<string, Reference[]> {
  const references = new Map<string, Reference[]>();
  for (const [path, file] of files) {
    for (const { service, dockerfile, context } of buildPairs(path, file)) {
      const resolved = tree.resolve(dockerfile);
      if (typeof resolved === "string") continue;
      references.set(resolved.path, [...(references.get(resolved.path) ?? []), { by: `${path}#${service}`, context }]);
    }
  }
  return references;
}

function surroundings(tree: Tree, dockerfiles: ReadonlyMap<string, Dockerfile>): Surroundings {
  return {
    kind: (path) => {
      const resolved = tree.resolve(path);
      if (typeof resolved === "string") return undefined;
      return resolved.kind === "file" || resolved.kind === "directory" ? resolved.kind : undefined;
    },
    dockerfile: (path) => {
      const resolved = tree.resolve(path);
      if (typeof resolved === "string") return undefined;
      const stages = stagesOf(dockerfiles.get(resolved.path) ?? parseDockerfile(readFile(tree, resolved.path, "dockerfile").text));
      return { healthcheck: checksHealth(stages.at(-1)), stages: stages.map(({ name }) => name ?? "") };
    },
  };
}

function each<F extends object>(files: readonly Read[], facts: (file: Read) => F): Record<string, F & OfFile> {
  return Object.fromEntries(files.map((file) => [file.path, { ...facts(file), bytes: file.bytes.length, ...(isArchived(file.path) ? { archived: true } : {}) }]));
}

function sameBytes(files: readonly Read[]): Identical {
  return identical(files.flatMap(({ path, bytes, problem }) => (problem === undefined ? [[path, bytes] as const] : [])));
}

function liveOf(requirements: ReadonlyMap<string, RequirementsFile>): RequirementsFile[] {
  return [...requirements].filter(([path]) => !isArchived(path)).map(([, file]) => file);
}

function counts(words: readonly string[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const word of [...words].sort()) found[word] = (found[word] ?? 0) + 1;
  return found;
}
