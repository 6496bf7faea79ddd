/** Env files: `NAME=value` lines as Node reads them, with the variables in values replaced as compose does. */
import { parseEnv } from "node:util";
import { parseValue, resolve } from "./interpolate.ts";
import type { Lookup } from "./variables.ts";

/** A name, the sign, and a value with what follows it on its line; in quotes it may go over several. */
const ASSIGNMENT = /^[^\S\n]*[^\s#=][^=\n]*=[^\S\n]*(?:'[^']*'|"[^"]*"|`[^`]*`)?.*$/gm;

/**
 * Values in single quotes stay as they are; others may name variables of lines above, else of `lookup`.
 * One assignment at a time, because Node sorts the names of a text.
 */
export function readEnvironment(text: string, lookup: Lookup = () => undefined): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [assignment] of text.replace(/^\uFEFF/, "").matchAll(ASSIGNMENT)) {
    for (const [name, value = ""] of Object.entries(parseEnv(assignment))) {
      const { parts } = resolve(parseValue(value), (other) => found[other] ?? lookup(other));
      found[name] = /^[^=]*=\s*'/.test(assignment) ? value : parts.map((part) => (part.from === "unset" ? "" : part.text)).join("");
    }
  }
  return found;
}

/** `format: raw`: what follows the sign is the value, quotes and dollars included. */
export function readRaw(text: string): Record<string, string> {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/).filter((line) => /^\s*[^#\s][^=]*=/.test(line));
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf("=")).trim(), line.slice(line.indexOf("=") + 1)]));
}
