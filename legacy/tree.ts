/** The files of an estate, found once; links are never followed while walking, and nothing in it can make the walk throw. */
import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readlinkSync, readSync, type Dirent } from "node:fs";
import { posix } from "node:path";
import { kindOf } from "./kinds.ts";
import { pathBytes, pathText } from "./path-text.ts";

export type EntryKind = "file" | "directory" | "symlink" | "other";

export interface Entry {
  readonly kind: EntryKind;
  /** A symlink's target as written. */
  readonly target?: string;
}

/** Bytes, or why there are none. */
export type Content = { readonly bytes: Uint8Array } | { readonly problem: string };

/** Where a path leads when links are followed. */
export type Resolved = { readonly path: string; readonly kind: EntryKind } | "dangling" | "outside";

/** A folder or file that could not be read. */
export interface TreeProblem {
  readonly path: string;
  readonly problem: string;
}

/** What a tree stands on: a disk, or an archive in memory. */
export interface TreeSource {
  /** Entries by path (path-text.ts), relative to the root. */
  readonly entries: ReadonlyMap<string, Entry>;
  readonly problems: readonly TreeProblem[];
  read(path: string): Content;
  /** An entry in a folder that the walk leaves out. */
  skipped?(path: string): Entry | undefined;
}

/** Folders that are not walked. */
const LEFT_OUT = new Set([".git", "node_modules"]);
/** Larger files are not read: nothing that is counted is that large. */
export const LARGEST_FILE = 16 * 1024 * 1024;
const MOST_LINKS = 40;

export class Tree {
  readonly problems: readonly TreeProblem[];
  /** All paths, sorted by code point. */
  readonly paths: readonly string[];
  private readonly source: TreeSource;
  private readonly names = new Map<string, string[]>();

  constructor(source: TreeSource) {
    this.source = source;
    this.problems = source.problems;
    this.paths = [...source.entries.keys()].sort(byCodePoint);
    for (const path of this.paths) {
      const folder = posix.dirname(path);
      const names = this.names.get(folder);
      if (names) names.push(posix.basename(path));
      else this.names.set(folder, [posix.basename(path)]);
    }
  }

  /** What stands at a cleaned path, links not followed; `.` is the root. */
  entry(path: string): Entry | undefined {
    if (path === ".") return { kind: "directory" };
    const found = this.source.entries.get(path);
    if (found || !path.split("/").some((part) => LEFT_OUT.has(part))) return found;
    return this.source.skipped?.(path);
  }

  /** Names in a folder, sorted. */
  namesIn(folder: string): readonly string[] {
    return this.names.get(folder) ?? [];
  }

  read(path: string): Content {
    return this.source.read(path);
  }

  /** Folders that could not be read, and what has the name of a counted file and is none that could be. */
  unreadable(): TreeProblem[] {
    const strange = this.paths.filter((path) => this.entry(path)!.kind === "other" && kindOf(path) !== undefined);
    return [...this.problems, ...strange.map((path) => ({ path, problem: "a pipe, socket or device, no file" }))];
  }

  /** Follows the links of a path, in its folders too, as long as they stay in the tree. */
  resolve(path: string): Resolved {
    const todo = path.split("/");
    let at = ".";
    for (let links = 0; todo.length > 0; ) {
      const part = todo.shift()!;
      if (part === "" || part === ".") continue;
      if (part === ".." && at === ".") return "outside";
      const next = part === ".." ? posix.dirname(at) : posix.join(at, part);
      const entry = this.entry(next);
      if (!entry) return "dangling";
      if (entry.kind !== "symlink") {
        if (entry.kind !== "directory" && todo.some((rest) => rest !== "" && rest !== ".")) return "dangling";
        at = next;
        continue;
      }
      if (posix.isAbsolute(entry.target!)) return "outside";
      if (++links > MOST_LINKS) return "dangling";
      todo.unshift(...entry.target!.split("/"));
    }
    return { path: at, kind: this.entry(at)!.kind };
  }
}

/** Reads the names below a folder. Folders named `.git` and `node_modules` are found, but not entered. */
export function walk(root: string): Tree {
  const entries = new Map<string, Entry>();
  const problems: TreeProblem[] = [];
  const place = (path: string) => Buffer.concat([Buffer.from(`${root}/`), path === "." ? Buffer.alloc(0) : pathBytes(path)]);
  const folders = ["."];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    let found: Dirent<Buffer>[];
    try {
      found = readdirSync(place(folder), { withFileTypes: true, encoding: "buffer" });
    } catch (error) {
      problems.push({ path: folder, problem: reason(error) });
      continue;
    }
    for (const dirent of found) {
      const name = pathText(dirent.name);
      const path = folder === "." ? name : `${folder}/${name}`;
      entries.set(path, entryOf(dirent, place(path)));
      if (dirent.isDirectory() && !LEFT_OUT.has(name)) folders.push(path);
    }
  }
  return new Tree({ entries, problems, read: (path) => readBounded(place(path)), skipped: (path) => onDisk(place(path)) });
}

/** A tree of texts, for tests and for archives that are in memory. */
export function treeOf(files: Readonly<Record<string, string | Uint8Array>>, links: Readonly<Record<string, string>> = {}, folders: readonly string[] = []): Tree {
  const entries = new Map<string, Entry>(folders.map((path) => [path, { kind: "directory" }]));
  for (const path of [...Object.keys(files), ...Object.keys(links)]) for (let folder = posix.dirname(path); folder !== "."; folder = posix.dirname(folder)) entries.set(folder, { kind: "directory" });
  for (const path of Object.keys(files)) entries.set(path, { kind: "file" });
  for (const [path, target] of Object.entries(links)) entries.set(path, { kind: "symlink", target });
  return new Tree({ entries, problems: [], read: (path) => (Object.hasOwn(files, path) ? { bytes: Buffer.from(files[path]!) } : { problem: "ENOENT: no such file or directory" }) });
}

/** Order by Unicode code point, which is not that of UTF-16 where surrogates stand. */
export function byCodePoint(a: string, b: string): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return weight(x) - weight(y);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above all others. */
function weight(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

function entryOf(dirent: Dirent<Buffer>, place: Buffer): Entry {
  if (dirent.isDirectory()) return { kind: "directory" };
  if (dirent.isFile()) return { kind: "file" };
  return dirent.isSymbolicLink() ? linkAt(place) : { kind: "other" };
}

function linkAt(place: Buffer): Entry {
  try {
    return { kind: "symlink", target: pathText(readlinkSync(place, { encoding: "buffer" })) };
  } catch {
    return { kind: "symlink", target: "" };
  }
}

function onDisk(place: Buffer): Entry | undefined {
  try {
    const stats = lstatSync(place);
    return stats.isSymbolicLink() ? linkAt(place) : { kind: stats.isDirectory() ? "directory" : stats.isFile() ? "file" : "other" };
  } catch {
    return undefined;
  }
}

function readBounded(place: Buffer): Content {
  let file: number | undefined;
  try {
    file = openSync(place, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const { size } = fstatSync(file);
    if (size > LARGEST_FILE) return { problem: `${Math.round(size / 1024 / 1024)} MB, more than the ${LARGEST_FILE / 1024 / 1024} MB that are read` };
    const bytes = Buffer.alloc(size);
    let length = 0;
    for (let read = -1; read !== 0 && length < size; length += read) read = readSync(file, bytes, length, size - length, length);
    return { bytes: bytes.subarray(0, length) };
  } catch (error) {
    return { problem: reason(error) };
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** `EACCES: permission denied`, without call and path. */
function reason(error: unknown): string {
  return (error as Error).message.replace(/, \w+( '.*)?$/s, "");
}
