/** What takes the place of files that a plan takes away: templates, and a row for every file that can be made again. */
import type { Parameters, Template } from "../duplicates/template.ts";
import { FOLDER } from "./estate.ts";

export const MANIFEST = `${FOLDER}/manifest.json`;

/** How a file is made: by a template, or as a copy of another file. */
export type Entry = { readonly path: string; readonly template: string; readonly parameters: Parameters } | { readonly path: string; readonly copyOf: string };

export const copyEntry = (path: string, copyOf: string): Entry => ({ path, copyOf });

export const templatePath = (name: string): string => `${FOLDER}/templates/${name}.tmpl`;

/** The manifest as a file: parameters' names by template, and every entry by path. */
export function manifestJson(templates: readonly Template[], entries: readonly Entry[]): string {
  const used = new Set(entries.flatMap((entry) => ("template" in entry ? [entry.template] : [])));
  const names = Object.fromEntries(templates.filter((t) => used.has(t.name)).map((t) => [t.name, t.parameters]));
  const files = Object.fromEntries([...entries].sort((a, b) => (a.path < b.path ? -1 : 1)).map(({ path, ...how }) => [path, how]));
  return JSON.stringify({ version: 1, templates: names, files }, null, 2) + "\n";
}
