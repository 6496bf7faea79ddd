/** An import as text: a module for the catalogue, and the report of what was lost. */
import type { Imported } from "./import.ts";
import { LOSS_KINDS, type Loss } from "./loss.ts";

/** A module that `sutazai:catalogue` can name: `catalogue`, and the `images` that it builds. */
export function catalogueModule({ services, images, sizes }: Imported, from: readonly string[]): string {
  const limits = Object.entries(sizes).map(([name, size]) => ` *   ${name}: ${literal(size, 0)}`);
  return [
    "/**",
    ` * Imported from ${from.join(", ")}.`,
    ...(limits.length > 0 ? [" * The exact limits of the files; put them into the stack's settings below sutazai:services:", ...limits] : []),
    " */",
    ...(images.length > 0 ? ["", "/** Rows for infra/images.ts. */", `export const images = ${literal(images, 0)};`] : []),
    "",
    `export const catalogue = ${literal(services, 0)};`,
    "",
  ].join("\n");
}

const WIDTH = 120;

/** JSON values as TypeScript literals: keys bare where they may be, one line where it is short. */
export function literal(value: unknown, indent: number): string {
  const line = oneLine(value);
  if (line.length + indent <= WIDTH && !(indent === 0 && Array.isArray(value) && value.length > 0)) return line;
  const inner = " ".repeat(indent + 2);
  if (Array.isArray(value)) return `[\n${value.map((item) => `${inner}${literal(item, indent + 2)},\n`).join("")}${" ".repeat(indent)}]`;
  if (value !== null && typeof value === "object") return `{\n${Object.entries(value).map(([key, item]) => `${inner}${keyText(key)}: ${literal(item, indent + 2)},\n`).join("")}${" ".repeat(indent)}}`;
  return line;
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(", ")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, item]) => `${keyText(key)}: ${oneLine(item)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

const keyText = (key: string) => (/^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key));

/** A Markdown table of every loss. */
export function lossMarkdown(losses: readonly Loss[]): string {
  const rows = losses.map((l) => [`${l.at.file}:${l.at.line}`, l.service, l.key, l.value, l.kind, l.why, l.what]);
  const counts = LOSS_KINDS.map((kind) => `${losses.filter((l) => l.kind === kind).length} ${kind}`);
  return [`# What the catalogue does not say as the files do`, "", `${counts.join(", ")}.`, "", ...table(["where", "service", "key", "value", "kind", "why", "what to do"], rows), ""].join("\n");
}

/** Lines of a Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map((text) => text.replaceAll("|", "\\|").replaceAll(/\s+/g, " ")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}
