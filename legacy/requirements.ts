/** What is known of the requirements files of an estate: facts of each, and where their versions disagree. */
import { posix } from "node:path";
import type { RequirementLine, RequirementsFile } from "../readers/requirements/read.ts";
import type { LogicalLine } from "../readers/requirements/lines.ts";

/** Facts of one file; a list that would be empty is left out. */
export interface RequirementsFacts {
  /** Number of entries. */
  readonly entries: number;
  readonly invalid?: readonly { readonly line: number; readonly text: string; readonly package?: string }[];
  readonly includes?: readonly { readonly line: number; readonly text: string; readonly exists: boolean }[];
  /** Packages that the file names more than once, sorted. */
  readonly duplicate_entries?: readonly string[];
  readonly urls?: readonly LogicalLine[];
  readonly editable?: readonly LogicalLine[];
  readonly options?: readonly LogicalLine[];
  readonly hashes?: readonly LogicalLine[];
}

/**
 * @param path of the file, relative to the checkout.
 * @param isFile whether a cleaned path of the checkout is a file.
 */
export function requirementsFacts(path: string, file: RequirementsFile, isFile: (path: string) => boolean): RequirementsFacts {
  const names = file.entries.map((entry) => entry.name);
  const seen = new Set<string>();
  const twice = new Set(names.filter((name) => seen.size === seen.add(name).size));
  const plain = (lines: readonly LogicalLine[]) => lines.map(({ line, text }) => ({ line, text }));
  const lists = {
    invalid: file.invalid.map(({ line, text, package: name }) => ({ line, text, ...(name === undefined ? {} : { package: name }) })),
    includes: file.includes.map(({ line, text, target }) => ({ line, text, exists: isFile(posix.join(posix.dirname(path), target)) })),
    duplicate_entries: [...twice].sort(),
    urls: plain(file.urls),
    editable: plain(file.editable),
    options: plain(file.options),
    hashes: plain(file.hashes),
  };
  return { entries: file.entries.length, ...Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)) };
}

/** The same for files that ask for the same in other order, case, spacing and comments; undefined for a file without an entry. */
export function contentKey(file: RequirementsFile): string | undefined {
  if (file.entries.length === 0) return undefined;
  return [...new Set(file.entries.map(entryKey))].sort().join("\n");
}

/** Whether a file holds nothing but entries by name. */
export const isPlain = (file: RequirementsFile): boolean => [file.urls, file.includes, file.editable, file.hashes, file.options, file.invalid].every((list) => list.length === 0);

/** The same for entries that ask for the same. */
export function entryKey({ name, extras, spec, marker }: Pick<RequirementLine, "name" | "extras" | "spec" | "marker">): string {
  return `${name}[${extras.join(",")}]${spec};${marker.replace(/\s+/g, "").replaceAll("'", '"')}`;
}

/** One package whose files disagree on its version. */
export interface Conflict {
  readonly package: string;
  /** Files that name it, with any version or none. */
  readonly files: number;
  /** Different specifiers, the empty one not counted. */
  readonly variants: number;
  readonly variants_with_unpinned: number;
  /** Files that name it without a version. */
  readonly unpinned_files: number;
  /** Specifier -> number of files, most files first; without the empty one. */
  readonly specs: Readonly<Record<string, number>>;
}

/** Packages by the number of files that name them, sorted by name, and those in conflict, by files (most first), then name. */
export function conflictTable(files: readonly RequirementsFile[]): { packages: Record<string, number>; conflicts: Conflict[] } {
  const table = new Map<string, { files: number; specs: Map<string, number> }>();
  for (const file of files) {
    const specs = new Map<string, Set<string>>();
    for (const { name, spec } of file.entries) specs.set(name, (specs.get(name) ?? new Set()).add(spec));
    for (const [name, own] of specs) {
      const row = table.get(name) ?? { files: 0, specs: new Map() };
      table.set(name, row);
      row.files++;
      for (const spec of own) row.specs.set(spec, (row.specs.get(spec) ?? 0) + 1);
    }
  }
  const rows = [...table].sort(([a], [b]) => compare(a, b));
  const conflicts = rows.map(([name, row]) => conflict(name, row)).filter((row) => row.variants > 1);
  return { packages: Object.fromEntries(rows.map(([name, { files }]) => [name, files])), conflicts: conflicts.sort((a, b) => b.files - a.files) };
}

function conflict(name: string, { files, specs }: { files: number; specs: ReadonlyMap<string, number> }): Conflict {
  const pinned = [...specs].filter(([spec]) => spec !== "").sort(([a, m], [b, n]) => n - m || compare(a, b));
  return { package: name, files, variants: pinned.length, variants_with_unpinned: specs.size, unpinned_files: specs.get("") ?? 0, specs: Object.fromEntries(pinned) };
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/**
 * The sums over all files, under the keys of the audit's summary.
 * @param live those of the files that are not archived.
 */
export function requirementsSummary(all: readonly RequirementsFile[], live: readonly RequirementsFile[]): Record<string, number> {
  const { packages, conflicts } = conflictTable(all);
  return {
    packages: Object.keys(packages).length,
    packages_in_conflict: conflicts.length,
    packages_in_conflict_live: conflictTable(live).conflicts.length,
    requirements_invalid_lines: all.reduce((sum, file) => sum + file.invalid.length, 0),
    requirements_with_invalid_lines: all.filter((file) => file.invalid.length > 0).length,
    requirements_empty: all.filter((file) => file.entries.length === 0).length,
  };
}

