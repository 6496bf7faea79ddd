/** Requirements files that differ only in pins of the shared constraint set. Pure. */
import { entryKey, isPlain } from "../requirements.ts";
import { readRequirements, type RequirementsFile } from "../../readers/requirements/read.ts";
import { textOf, type Estate } from "./estate.ts";
import type { Pins } from "./registry.ts";

/** Specifiers of a file's entries by package, extras and marker; undefined for a file that holds something else or names one twice. */
export type Asked = ReadonlyMap<string, { readonly name: string; readonly spec: string }>;

export function askedBy(file: RequirementsFile): Asked | undefined {
  const asked = new Map(file.entries.map((entry) => [entryKey({ ...entry, spec: "" }), { name: entry.name, spec: entry.spec }]));
  return isPlain(file) && asked.size > 0 && asked.size === file.entries.length ? asked : undefined;
}

/** Packages for which one file names a version of the set where the other leaves it open, when that is all in which they differ; else undefined. */
export function pinnedBeside(narrow: Asked, open: Asked, pins: Pins): string[] | undefined {
  if (narrow.size !== open.size) return undefined;
  const pinned: string[] = [];
  for (const [key, { name, spec }] of open) {
    const other = narrow.get(key);
    if (other === undefined) return undefined;
    if (other.spec === spec) continue;
    if (spec !== "" || other.spec !== pins.get(name)) return undefined;
    pinned.push(name + other.spec);
  }
  return pinned;
}

export interface Class {
  /** Files that ask for the same, sorted. */
  readonly paths: readonly string[];
  readonly asked: Asked | undefined;
}

export const classOf = (paths: readonly string[], estate: Estate): Class => ({ paths, asked: askedBy(readRequirements(textOf(estate.files.get(paths[0]!)))) });

/** The class with most pins that asks for what this one does with versions of the set, and what these are. */
export function narrowest(open: Class, all: readonly Class[], pins: Pins): { readonly found: Class; readonly pinned: readonly string[] } | undefined {
  const { asked } = open;
  if (!asked || pins.size === 0) return undefined;
  const fits = all.flatMap((found) => {
    const pinned = found === open || !found.asked ? undefined : pinnedBeside(found.asked, asked, pins);
    return pinned && pinned.length > 0 ? [{ found, pinned }] : [];
  });
  return fits.sort((a, b) => b.pinned.length - a.pinned.length || (a.found.paths[0]! < b.found.paths[0]! ? -1 : 1))[0];
}
