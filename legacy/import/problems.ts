/** What the catalogue's own rules say of an import, at the place of the file that it is about. */
import { IMAGES, type ImageDefinition } from "../../infra/images.ts";
import type { Problem } from "../../infra/problems.ts";
import { validateCatalogue } from "../../infra/rules.ts";
import { isPinned, type ServiceInput } from "../../infra/service.ts";
import { STAND_IN } from "../../infra/stand-in.ts";
import { at, type Position, type YamlEntry, type YamlNode } from "../../readers/yaml/node.ts";
import type { ImportProblem } from "./loss.ts";
import type { Draft, Unpinned } from "./part.ts";
import { NO_IMAGE } from "./service.ts";

interface Made {
  readonly entry: YamlEntry;
  readonly draft: Draft;
}

/** A version in the place of none, where the rules are asked without that one. */
const SOME_VERSION = ":0";
/** A service whose image or build is told to be missing already, or whose image was judged before. */
const SOME_IMAGE = { upstream: `any${SOME_VERSION}`, lab: STAND_IN } as const;

/**
 * Every rule that is broken. The rules between services are asked of entries without what their own rules refuse, so that they do not
 * wait until that is corrected.
 */
export function catalogueProblems(made: readonly Made[], images: readonly ImageDefinition[], file: string, unpinned: Unpinned): (ImportProblem & { readonly service: string })[] {
  const facts = { images: [...IMAGES, ...images] };
  const entries = made.map(({ draft }) => judged(draft, unpinned));
  const first = validateCatalogue(entries, facts).problems;
  const refused = Map.groupBy(first.map(({ path }) => fieldOf(path)), ({ service }) => service);
  const sound = made.map(({ draft }, i) => without(entries[i]!, draft.initial, (refused.get(draft.entry.name) ?? []).map(({ field }) => field)));
  const told = new Set(first.map(keyOf));
  const problems = [...first, ...validateCatalogue(sound, facts).problems.filter((p) => !told.has(keyOf(p)))];
  const written = new Map(made.map(({ entry, draft }) => [draft.entry.name, { entry, draft }]));
  return problems.map((problem) => ({ ...placed(problem, written, file), service: fieldOf(problem.path).service }));
}

const keyOf = ({ path, rule }: Problem) => `${path}\n${rule}`;

function fieldOf(path: string): { service: string; field: string; below: string } {
  const [, service = "", field = "", below = ""] = /^services\.([^.]+)(?:\.(\w+))?(?:\.?(.+))?/.exec(path) ?? [];
  return { service, field, below };
}

/** The entry as its rules are asked: what has no image is told elsewhere, and what may stay open is not refused. */
function judged({ entry, problems }: Draft, unpinned: Unpinned): ServiceInput {
  if (problems.some(({ rule }) => rule.endsWith(NO_IMAGE))) return { ...entry, image: SOME_IMAGE };
  return unpinned === "keep" ? someVersion(entry) : entry;
}

/** The entry as if its image had a version. */
export function someVersion(entry: ServiceInput): ServiceInput {
  const { image } = entry;
  return "upstream" in image && image.upstream !== "" && !isPinned(image.upstream) ? { ...entry, image: { ...image, upstream: `${image.upstream.replace(/:[^:/]*$/, "")}${SOME_VERSION}` } } : entry;
}

/** The entry with the fields as they were before the file was read. */
function without(entry: ServiceInput, initial: ServiceInput, fields: readonly string[]): ServiceInput {
  const kept = Object.entries(entry).filter(([key]) => !fields.includes(key));
  const given = Object.entries(initial).filter(([key]) => fields.includes(key));
  return { ...Object.fromEntries([...kept, ...given]), ...(fields.includes("image") ? { image: SOME_IMAGE } : {}) } as ServiceInput;
}

/** Keys of a compose service by fields of the catalogue, where they differ. */
const WRITTEN: Readonly<Record<string, string>> = { env: "environment", health: "healthcheck", dependsOn: "depends_on", hostMounts: "volumes" };

function placed(problem: Problem, written: ReadonlyMap<string, Made>, file: string): ImportProblem {
  const { service: name, field, below } = fieldOf(problem.path);
  const found = written.get(name);
  const key = WRITTEN[field] ?? field;
  return { at: placeIn(at(found?.draft.body, key), below) ?? found?.entry.keyAt ?? { file, line: 1, column: 1 }, rule: `${problem.path}: ${problem.rule}`, got: problem.got, fix: fixOf(problem, found?.draft.entry, below) };
}

/** The place of an item, of an entry by its name, or of the whole key. */
function placeIn(node: YamlNode | undefined, below: string): Position | undefined {
  const index = /^\[?(\d+)\]?/.exec(below)?.[1];
  if (index !== undefined && node?.kind === "list") return node.items[Number(index)]?.at ?? node.at;
  if (index !== undefined && node?.kind === "map") return [...node.entries.values()][Number(index)]?.keyAt ?? node.at;
  return at(node, below)?.at ?? node?.at;
}

function fixOf({ path, fix }: Problem, entry: ServiceInput | undefined, below: string): string {
  if (below !== "upstream" || entry === undefined || !/\.image\.upstream$/.test(path) || !("upstream" in entry.image)) return fix;
  return `name a version, such as ${entry.image.upstream.replace(/:[^:/]*$/, "").replace(/@.*$/, "")}:1.2.3, or a digest; --unpinned keep imports it and reports it as open`;
}
