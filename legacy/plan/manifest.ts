/** What takes the place of files that a plan takes away: templates, and a row for every file that can be made again. */
import { z } from "zod";
import { ProblemsError } from "../../infra/problems.ts";
import { zodProblems } from "../../infra/zod-problems.ts";
import type { Parameters, Template } from "../duplicates/template.ts";
import { FOLDER, textOf, type Estate } from "./estate.ts";

export const MANIFEST = `${FOLDER}/manifest.json`;

/** How a file is made: by a template, or as a copy of another file. */
export type Entry = { readonly path: string; readonly template: string; readonly parameters: Parameters; /** Its pip takes the shared constraints. */ readonly constraints?: true } | { readonly path: string; readonly copyOf: string };

export const copyEntry = (path: string, copyOf: string): Entry => ({ path, copyOf });

export const templatePath = (name: string): string => `${FOLDER}/templates/${name}.tmpl`;

const manifestSchema = z.strictObject({
  version: z.literal(1),
  /** Parameters by template. */
  templates: z.record(z.string(), z.array(z.string())),
  files: z.record(z.string(), z.union([z.strictObject({ template: z.string(), parameters: z.record(z.string(), z.string()), constraints: z.literal(true).optional() }), z.strictObject({ copyOf: z.string() })])),
});

export type Manifest = z.infer<typeof manifestSchema>;

/**
 * The manifest that an earlier plan left; undefined when there is none.
 * @throws ProblemsError when it cannot be read.
 */
export function readManifest(estate: Estate): Manifest | undefined {
  const file = estate.files.get(MANIFEST);
  if (!file) return undefined;
  let input: unknown;
  try {
    input = JSON.parse(textOf(file));
  } catch (error) {
    throw new ProblemsError(MANIFEST, [{ path: MANIFEST, rule: "JSON, as a plan writes it", got: (error as Error).message, fix: "give it back: ./sutazai consolidate rollback DIR" }]);
  }
  const result = manifestSchema.safeParse(input);
  if (!result.success) throw new ProblemsError(MANIFEST, zodProblems(result.error, input));
  return result.data;
}

/** The manifest as a file: what an earlier plan left, parameters' names by template, and every entry by path. */
export function manifestJson(old: Manifest | undefined, templates: readonly Template[], entries: readonly Entry[]): string {
  const names = Object.fromEntries(templates.map((t) => [t.name, t.parameters]));
  const files = Object.fromEntries(entries.map(({ path, ...how }) => [path, how]));
  const sorted = Object.entries({ ...old?.files, ...files }).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify({ version: 1, templates: { ...old?.templates, ...names }, files: Object.fromEntries(sorted) }, null, 2) + "\n";
}
