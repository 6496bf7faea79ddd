/** Which compose files of an estate are read together: a base with what changes it, or a file alone. */
import { posix } from "node:path";
import type { ComposeFile } from "../../../readers/compose/read.ts";
import { SECTIONS } from "../../../readers/compose/sections.ts";
import { at } from "../../../readers/yaml/node.ts";
import { isArchived, kindOf } from "../../kinds.ts";
import { composeOf, type Estate } from "../estate.ts";

/** Files in the order in which compose reads them. */
export type ComposeSet = readonly string[];

/** What compose reads without being told to: the base, and what changes it. */
const BASE = /^(docker-)?compose\.ya?ml$/;
const ITS_OVERRIDE = /^(docker-)?compose\.override\.ya?ml$/;

export const readByItself = (path: string): boolean => BASE.test(posix.basename(path)) || ITS_OVERRIDE.test(posix.basename(path));

/** Files that are read over a file, in one set or another: it cannot leave without them. */
export const readOver = (path: string, sets: readonly ComposeSet[]): string[] => sets.filter((set) => set[0] === path).flatMap((set) => set.slice(1));

interface Candidate {
  readonly path: string;
  readonly names: ReadonlySet<string>;
  /** Services that name nothing to start: another file must. */
  readonly lacking: readonly string[];
  /** It cannot be read: nobody knows what it defines or changes. */
  readonly broken: boolean;
}

/**
 * Sets of the files that are not archived. A file that gives each of its services an image or a build stands alone; any other, and one that cannot be
 * read, is read over the file in its folder that defines what it lacks: the one after which it is named, else the folder's base, else the first. The base
 * is read with its own override. Sorted: what compose reads by itself first, then nearest to the root, then by path.
 */
export function composeSets(estate: Estate): ComposeSet[] {
  const all = [...estate.files].filter(([path]) => kindOf(path) === "compose" && !isArchived(path)).map(([path, file]) => candidate(path, composeOf(file))).filter(({ names, broken, includes }) => names.size > 0 || broken || includes);
  const sets = [...Map.groupBy(all, ({ path }) => posix.dirname(path)).values()].flatMap(setsOf);
  return sets.sort((a, b) => compare(rank(a), rank(b)));
}

function candidate(path: string, { services, yaml, whyNot }: ComposeFile): Candidate & { readonly includes: boolean } {
  const lacking = services.filter(({ body }) => !["image", "build", "extends"].some((key) => at(body, key))).map(({ name }) => name);
  const includes = at(yaml.root, "include") !== undefined;
  const broken = yaml.root === undefined || (whyNot !== undefined && (at(yaml.root, "services") !== undefined || !["include", ...SECTIONS].some((key) => at(yaml.root, key))));
  return { path, names: new Set(services.map(({ name }) => name)), lacking, broken, includes };
}

function setsOf(files: readonly Candidate[]): ComposeSet[] {
  const named = (pattern: RegExp) => files.find(({ path }) => pattern.test(posix.basename(path)));
  const [base, override] = [named(BASE), named(ITS_OVERRIDE)];
  return files.flatMap((one): ComposeSet[] => {
    if (one === override && base) return [];
    if (one === base) return [override ? [base.path, override.path] : [base.path]];
    const below = one.lacking.length === 0 && !one.broken ? undefined : baseOf(one, files, base);
    return [below === undefined ? [one.path] : [below.path, one.path]];
  });
}

function baseOf(one: Candidate, files: readonly Candidate[], base: Candidate | undefined): Candidate | undefined {
  const whole = files.filter((other) => other !== one && other.lacking.length === 0 && (other.broken ? !one.broken : one.lacking.every((name) => other.names.has(name))));
  const stem = (path: string) => path.replace(/\.ya?ml$/, "");
  const namesake = whole.filter((other) => one.path.startsWith(`${stem(other.path)}.`)).sort((a, b) => b.path.length - a.path.length)[0];
  return namesake ?? whole.find((other) => other === base) ?? whole.find((other) => !one.broken && !other.broken);
}

const rank = (set: ComposeSet) => [set.every(readByItself) ? "0" : "1", String(set[0]!.split("/").length).padStart(3, "0"), set.join("\n")];
const compare = (a: readonly string[], b: readonly string[]) => (a.join("\n") < b.join("\n") ? -1 : 1);
