/** The catalogue that a plan leaves: as data for later plans and checks, as a module for a stack, as a report for people. */
import { z } from "zod";
import type { ImageDefinition } from "../../../infra/images.ts";
import { ProblemsError } from "../../../infra/problems.ts";
import type { ServiceInput } from "../../../infra/service.ts";
import { counted } from "../../../infra/words.ts";
import { zodProblems } from "../../../infra/zod-problems.ts";
import { LOSS_KINDS, type Loss } from "../../import/loss.ts";
import { catalogueModule, lossMarkdown, table } from "../../import/text.ts";
import { FOLDER, textOf, type Estate } from "../estate.ts";
import type { Merged } from "./merge.ts";

export const CATALOGUE = { data: `${FOLDER}/catalogue.json`, module: `${FOLDER}/catalogue.ts`, report: `${FOLDER}/catalogue.md` } as const;

const path = z.string().min(1);
const lossSchema = z.strictObject({
  at: z.strictObject({ file: z.string(), line: z.int(), column: z.int() }),
  service: z.string(), key: z.string(), value: z.string(), kind: z.enum(LOSS_KINDS), why: z.string(), what: z.string(),
});
const rowSchema = z.strictObject({
  service: z.looseObject({ name: z.string() }).transform((value) => value as unknown as ServiceInput),
  image: z.looseObject({ name: z.string() }).transform((value) => value as unknown as ImageDefinition).optional(),
  size: z.strictObject({ cpus: z.number().optional(), memory: z.string().optional() }),
  /** The compose files that it was read from. */
  from: z.array(path),
  losses: z.array(lossSchema),
  /** Files and folders of the estate that it mounts. */
  needs: z.array(path),
  build: z.strictObject({ context: path, dockerfile: path }).optional(),
});
const catalogueSchema = z.strictObject({ version: z.literal(1), services: z.array(rowSchema) });

/** One service of the catalogue, with all that later plans must know of it. */
export interface Row {
  readonly service: ServiceInput;
  readonly image?: ImageDefinition | undefined;
  readonly size: { readonly cpus?: number | undefined; readonly memory?: string | undefined };
  readonly from: readonly string[];
  readonly losses: readonly Loss[];
  readonly needs: readonly string[];
  readonly build?: { readonly context: string; readonly dockerfile: string } | undefined;
}

/**
 * What an earlier plan left; undefined when there is none.
 * @throws ProblemsError when it cannot be read.
 */
export function readCatalogue(estate: Estate): { readonly services: readonly Row[] } | undefined {
  const file = estate.files.get(CATALOGUE.data);
  if (!file) return undefined;
  const fix = "give it back: ./sutazai consolidate rollback DIR";
  let input: unknown;
  try {
    input = JSON.parse(textOf(file));
  } catch (error) {
    throw new ProblemsError(CATALOGUE.data, [{ path: CATALOGUE.data, rule: "JSON, as a plan writes it", got: (error as Error).message, fix }]);
  }
  const result = catalogueSchema.safeParse(input);
  if (!result.success) throw new ProblemsError(CATALOGUE.data, zodProblems(result.error, input));
  return result.data;
}

/** The three files, by path. */
export function catalogueFiles(merged: Merged): Record<string, string> {
  const { rows } = merged;
  const sizes = Object.fromEntries(rows.filter(({ size }) => Object.keys(size).length > 0).map(({ service, size }) => [service.name, size as { cpus?: number; memory?: string }]));
  const losses = rows.flatMap((row) => row.losses);
  const from = [...new Set(rows.flatMap((row) => row.from))].sort();
  return {
    [CATALOGUE.module]: catalogueModule({ services: rows.map(({ service }) => service), images: rows.flatMap(({ image }) => image ?? []), sizes, losses }, from),
    [CATALOGUE.data]: `${JSON.stringify({ version: 1, services: rows }, null, 1)}\n`,
    [CATALOGUE.report]: report(merged, losses),
  };
}

function report({ conflicts, stays, faults, losses: others, rows }: Merged, losses: readonly Loss[]): string {
  const values = conflicts.flatMap(({ service, key, values: all }) => all.map((v) => [service, key, `${v.file}:${v.line}`, v.value, v.chosen ? "yes" : ""]));
  return [
    `# ${counted(rows.length, "service")} of the compose files in one catalogue`,
    "",
    "Where files differ, the catalogue has what compose reads by itself, else what is nearest to the root, else what is first by path.",
    "",
    "## Conflicts",
    "",
    ...table(["service", "key", "where", "value", "in the catalogue"], values),
    "",
    "## Faults of the files",
    "",
    "A service is held by a fault when it may be another one once that is corrected, and by a file that cannot be read when that may define or change it.",
    "",
    ...table(["what", "holds"], faults.map(({ text, holds }) => [text, holds.join(", ") || "no service that can be read"])),
    "",
    "## What stays where it is",
    "",
    ...table(["files", "service", "why"], stays.map(({ files, service, why }) => [files.join(", "), service ?? "(all)", why.join("; ")])),
    "",
    lossMarkdown([...losses, ...others]),
  ].join("\n");
}
