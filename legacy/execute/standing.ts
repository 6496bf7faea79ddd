/** What stands at a path of the estate, and whether it is what a plan expects there. No link is ever followed. */
import type { BigIntStats } from "node:fs";
import { foldersOf, pathBytes, pathText } from "../path-text.ts";
import { contentOf, type Change } from "../plan-types.ts";
import { under, type Disk, type Mtime } from "./disk.ts";
import { sha256 } from "../sha256.ts";

/** Permission bits, `uid:gid`, and the time of the last change. */
export interface Meta {
  readonly mode: number;
  readonly owner: string;
  readonly mtime: Mtime;
}

export type Standing =
  | { readonly kind: "none" }
  | ({ readonly kind: "file"; readonly sha256: string; readonly inode: string; readonly links: number } & Meta)
  | ({ readonly kind: "link"; readonly target: string } & Meta)
  | ({ readonly kind: "folder" } & Meta)
  /** A FIFO, socket or device; or a folder on the way that is a link or no folder at all. */
  | { readonly kind: "foreign"; readonly what: string };

/** What a plan says of a path; a mode that is undefined may be any. */
export type Expected = { readonly kind: "none" } | { readonly kind: "file"; readonly sha256: string; readonly mode?: number | undefined } | { readonly kind: "link"; readonly target: string };

/** The place of a path in an estate; `.` is the estate itself. */
export const placeOf = (root: Buffer, path: string): Buffer => (path === "." ? root : under(root, pathBytes(path)));

/** @param path path text, relative to `root`; `.` is the root itself */
export function look(disk: Disk, root: Buffer, path: string): Standing {
  for (const folder of foldersOf(path)) {
    const stats = disk.lstat(placeOf(root, folder));
    if (!stats) return { kind: "none" };
    if (!stats.isDirectory()) return { kind: "foreign", what: `${folder} is ${stats.isSymbolicLink() ? "a symbolic link, which is never followed" : "no folder"}` };
  }
  const place = placeOf(root, path);
  const stats = disk.lstat(place);
  if (!stats) return { kind: "none" };
  if (stats.isSymbolicLink()) return { kind: "link", target: pathText(disk.readlink(place)), ...metaOf(stats) };
  if (stats.isDirectory()) return { kind: "folder", ...metaOf(stats) };
  if (stats.isFile()) return { kind: "file", sha256: sha256(disk.read(place)), inode: inodeOf(stats), links: Number(stats.nlink), ...metaOf(stats) };
  return { kind: "foreign", what: stats.isFIFO() ? "a FIFO" : stats.isSocket() ? "a socket" : "a device" };
}

const metaOf = (stats: BigIntStats): Meta => ({ mode: Number(stats.mode & 0o7777n), owner: `${stats.uid}:${stats.gid}`, mtime: mtimeOf(stats) });

/** A time before 1970 is the negative of the whole number: `-1.500000000`. */
export function mtimeOf({ mtimeNs }: BigIntStats): Mtime {
  const digits = String(mtimeNs < 0n ? -mtimeNs : mtimeNs).padStart(10, "0");
  return `${mtimeNs < 0n ? "-" : ""}${digits.slice(0, -9)}.${digits.slice(-9)}`;
}

const inodeOf = (stats: BigIntStats) => `${stats.dev}:${stats.ino}`;

/** Every name in the estate of the files that have several, by inode. */
export function hardLinks(disk: Disk, root: Buffer): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const walk = (folder: Buffer, prefix: string) => {
    for (const name of disk.names(folder)) {
      const stats = disk.lstat(under(folder, name));
      const path = prefix + pathText(name);
      if (stats?.isDirectory()) walk(under(folder, name), `${path}/`);
      else if (stats?.isFile() && stats.nlink > 1n) found.set(inodeOf(stats), [...(found.get(inodeOf(stats)) ?? []), path].sort());
    }
  };
  walk(root, "");
  return found;
}

export function beforeOf(change: Change): Expected {
  switch (change.kind) {
    case "remove":
      return { kind: "file", sha256: change.sha256, mode: change.mode };
    case "unlink":
      return { kind: "link", target: change.target };
    case "write":
    case "link":
      return change.before === null ? { kind: "none" } : { kind: "file", sha256: change.before };
  }
}

export function afterOf(change: Change): Expected {
  switch (change.kind) {
    case "remove":
    case "unlink":
      return { kind: "none" };
    case "write":
      return { kind: "file", sha256: sha256(contentOf(change)), mode: change.mode };
    case "link":
      return { kind: "link", target: change.target };
  }
}

export function matches(standing: Standing | Expected, expected: Expected): boolean {
  switch (expected.kind) {
    case "none":
      return standing.kind === "none";
    case "file":
      return standing.kind === "file" && standing.sha256 === expected.sha256 && (expected.mode === undefined || standing.mode === undefined || standing.mode === expected.mode);
    case "link":
      return standing.kind === "link" && standing.target === expected.target;
  }
}

/** For messages. */
export function describe(standing: Standing | Expected): string {
  switch (standing.kind) {
    case "none":
      return "nothing";
    case "file":
      return `a file with SHA-256 ${standing.sha256.slice(0, 12)}...${standing.mode === undefined ? "" : ` and mode ${standing.mode.toString(8).padStart(4, "0")}`}`;
    case "link":
      return `a symbolic link to ${standing.target}`;
    case "folder":
      return "a folder";
    case "foreign":
      return standing.what;
  }
}
