/** The table on the terminal, in docs/performance.md, and as JSON. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { dirname } from "node:path";
import { engine } from "../engine/client.ts";
import { passes, type Figure } from "./rows.ts";

export interface Machine {
  readonly date: string;
  readonly cores: number;
  /** MiB. */
  readonly memory: number;
  readonly engine: string;
  readonly compose: string;
  /** The load average of the last minute when the run began: what others did to the figures. */
  readonly load: number;
}

export async function describeMachine(compose: string): Promise<Machine> {
  const version = await engine().version();
  return {
    date: new Date().toISOString().slice(0, 10),
    cores: cpus().length,
    memory: Math.round(totalmem() / 1024 ** 2),
    engine: `${version.Version} (API ${version.ApiVersion})`,
    compose,
    load: Math.round(loadavg()[0]! * 10) / 10,
  };
}

export function format(value: number, unit: Figure["unit"]): string {
  if (unit === "") return value.toFixed(2);
  if (unit === "MiB" || unit === "ids") return `${Math.round(value)} ${unit}`;
  return `${value >= 100 ? Math.round(value) : value.toFixed(1)} s`;
}

export const verdictWord = (figure: Figure): string => (passes(figure) ? "pass" : "MISSED");

/** Rows of a table with a head. */
export function tableRows(figures: readonly Figure[]): string[][] {
  return [["what", "measured", "bar", "", "made of"], ...figures.map((f) => [f.what, format(f.value, f.unit), `<= ${format(f.bar, f.unit)}`, verdictWord(f), f.detail])];
}

const BEGIN = "<!-- bench:begin (written by ./sutazai bench --write) -->";
const END = "<!-- bench:end -->";

/** The text between the markers. */
export function markdown(machine: Machine, runs: number, figures: readonly Figure[]): string {
  const [head, ...rows] = tableRows(figures).map((cells) => `| ${cells.map((c) => c.replaceAll("|", "\\|")).join(" | ")} |`);
  return [
    BEGIN,
    `Measured ${machine.date}: ${machine.cores} cores, ${(machine.memory / 1024).toFixed(1)} GiB, engine ${machine.engine}, compose ${machine.compose},`,
    `load average ${machine.load} when it began; medians of ${runs} interleaved runs.`,
    "",
    head,
    "| --- | --- | --- | --- | --- |",
    ...rows,
    END,
  ].join("\n");
}

/** Puts the table between the markers of a document, or at its end where it has none. A row that was not measured goes. */
export function renew(document: string, table: string): string {
  const from = document.indexOf(BEGIN);
  const to = document.indexOf(END);
  if (from < 0 || to < from) return `${document.trimEnd()}\n\n${table}\n`.trimStart();
  return document.slice(0, from) + table + document.slice(to + END.length);
}

export function writeDocument(path: string, table: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, renew(existsSync(path) ? readFileSync(path, "utf8") : "# Performance\n", table));
}
