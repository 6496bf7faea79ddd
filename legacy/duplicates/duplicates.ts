/** What is there more than once in an estate: the same bytes, the same content, nearly the same, and what one template can make. */
import { contentKey, isPlain } from "../requirements.ts";
import { readRequirements, type RequirementsFile } from "../../readers/requirements/read.ts";
import type { Dockerfile } from "../../readers/dockerfile/instruction.ts";
import { parseDockerfile } from "../../readers/dockerfile/parse.ts";
import { sha256 } from "../sha256.ts";
import { canonicalLines, equivalenceKey } from "./instructions.ts";
import { EACH, nearDuplicates, type ComparedFile, type NearGroup } from "./similarity.ts";
import type { TemplateRules } from "./families.ts";
import { templatesOf, TEMPLATE_RULES, type TemplateSet } from "./templates.ts";

export interface DuplicateInput {
  readonly path: string;
  readonly kind: "dockerfile" | "requirements" | "compose";
  readonly bytes: Buffer;
  /** What the bytes say, where that was read already. */
  readonly dockerfile?: Dockerfile;
  readonly requirements?: RequirementsFile;
}

/** Two files or more of one kind, sorted by path. */
export interface Group {
  readonly kind: DuplicateInput["kind"];
  readonly paths: readonly string[];
}

export interface Duplicates {
  /** The same bytes. Largest group first. */
  readonly identical: readonly Group[];
  /** The same once comments, blanks, case of keywords and meaningless order are left aside; groups of `identical` are parts of these. */
  readonly same: readonly Group[];
  /** Dockerfiles with most instructions in common; of files that are the same only the first is compared. */
  readonly near: readonly NearGroup[];
  /** Templates for all Dockerfiles; every file of a group in `same` is a member of its template. */
  readonly templates: TemplateSet;
  /** There where not each Dockerfile was held against each, being more than EACH: then `near` may lack some, and fewer templates may do. */
  readonly limited?: true;
}

/**
 * Everything that is there twice. Pure; the order of the files does not matter.
 * @param templated the files as templates are sought in them, where that is not as they are.
 */
export function duplicatesOf(files: readonly DuplicateInput[], rules: TemplateRules = TEMPLATE_RULES, templated: readonly DuplicateInput[] = files): Duplicates {
  const sorted = [...files].sort(byPath).map(parsed);
  const dockerfiles = comparedFiles(sorted);
  const lines = new Map(dockerfiles.map((file) => [file.path, file.lines]));
  const distinct = [...Map.groupBy(dockerfiles, (file) => equivalenceKey(file.lines)).values()].map((group) => group[0]!);
  const forTemplates = templated === files ? dockerfiles : comparedFiles([...templated].sort(byPath).map(parsed));
  const limited = Math.max(distinct.length, distinctTexts(forTemplates).length) > EACH;
  return {
    identical: groupsBy(sorted, (file) => sha256(file.bytes)),
    same: groupsBy(sorted, (file) => sameKey(file, lines)),
    near: nearDuplicates(distinct),
    templates: templateSet(forTemplates, rules),
    ...(limited ? { limited } : {}),
  };
}

const parsed = (file: DuplicateInput): DuplicateInput => (file.kind === "dockerfile" ? { ...file, dockerfile: file.dockerfile ?? parseDockerfile(file.bytes.toString("utf8")) } : file);
const comparedFiles = (files: readonly DuplicateInput[]) => files.filter((file) => file.kind === "dockerfile").map((file): ComparedFile => ({ path: file.path, lines: canonicalLines(file.bytes.toString("utf8"), file.dockerfile) }));
const templateSet = (files: readonly ComparedFile[], rules: TemplateRules) => withCopies(templatesOf(distinctTexts(files), rules), files);

const byPath = (a: { path: string }, b: { path: string }) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
const textOf = (file: ComparedFile) => file.lines.map((line) => line.text).join("\n");
const distinctTexts = (files: readonly ComparedFile[]) => [...new Map([...files].reverse().map((file) => [textOf(file), file])).values()].sort(byPath);

function groupsBy(files: readonly DuplicateInput[], key: (file: DuplicateInput) => string): Group[] {
  return [...Map.groupBy(files, (file) => `${file.kind} ${key(file)}`).values()]
    .filter((group) => group.length > 1)
    .map((group) => ({ kind: group[0]!.kind, paths: group.map((file) => file.path) }))
    .sort((a, b) => b.paths.length - a.paths.length || (a.paths[0]! < b.paths[0]! ? -1 : 1));
}

/** Bytes where nothing else is known: a file that cannot be read, a requirements file with more than plain entries. */
function sameKey({ path, kind, bytes, dockerfile, requirements }: DuplicateInput, lines: ReadonlyMap<string, ComparedFile["lines"]>): string {
  if (kind === "dockerfile" && dockerfile!.errors.length === 0) return equivalenceKey(lines.get(path)!);
  if (kind === "requirements") {
    const file = requirements ?? readRequirements(bytes.toString("utf8"));
    const key = isPlain(file) ? contentKey(file) : undefined;
    if (key !== undefined) return key;
  }
  return sha256(bytes);
}

/** Gives the copies of a member its template and parameters. */
function withCopies(set: TemplateSet, files: readonly ComparedFile[]): TemplateSet {
  const paths = Map.groupBy(files, textOf);
  const copies = new Map([...paths.values()].map((group) => [group[0]!.path, group.map((file) => file.path)]));
  return {
    templates: set.templates.map((template) => ({ ...template, members: template.members.flatMap((member) => copies.get(member.path)!.map((path) => ({ ...member, path }))).sort(byPath) })),
    alone: set.alone.flatMap((path) => copies.get(path)!).sort(),
  };
}
