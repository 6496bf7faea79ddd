/** Env files: `NAME=value` lines as Node reads them, with the variables in values replaced as compose does. */
import { parseEnv } from "node:util";
import { parseValue, resolve } from "./interpolate.ts";
import type { Lookup } from "./variables.ts";

/** Values in single quotes stay as they are; others may name variables of `lookup` or of lines above. */
export function readEnvironment(text: string, lookup: Lookup = () => undefined): Record<string, string> {
  const quoted = new Set([...text.matchAll(/^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=\s*'/gm)].map((match) => match[1]!));
  const found: Record<string, string> = {};
  for (const [name, value] of Object.entries(parseEnv(text.replace(/^\uFEFF/, "")))) {
    const parts = resolve(parseValue(value ?? ""), (other) => found[other] ?? lookup(other)).parts;
    found[name] = quoted.has(name) ? (value ?? "") : parts.map((part) => (part.from === "unset" ? "" : part.text)).join("");
  }
  return found;
}

/** `format: raw`: what follows the sign is the value, quotes and dollars included. */
export function readRaw(text: string): Record<string, string> {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/).filter((line) => /^\s*[^#\s][^=]*=/.test(line));
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf("=")).trim(), line.slice(line.indexOf("=") + 1)]));
}
