/** Variables of a whole document replaced, with what is wrong about them. */
import { withEntries } from "../yaml/build.ts";
import type { Position, YamlNode, YamlScalar } from "../yaml/node.ts";
import { parseValue, resolve } from "./interpolate.ts";
import type { Fault } from "./project.ts";

/** Undefined for a variable that is not set. */
export type Lookup = (name: string) => string | undefined;

/** A `$` that begins neither a variable nor an escape. */
const STRAY = /^(?:[^$]|\$\$|\$[A-Za-z_]|\$\{[A-Za-z_])*\$(?:[^$A-Za-z_{]|\{[^A-Za-z_]|\{?$)/s;

/** Keys stay; in values `$NAME` and `${NAME...}` are replaced, an unset one by nothing. Demanded ones without a value are faults. */
export function replaceVariables(root: YamlNode, lookup: Lookup): { node: YamlNode; faults: Fault[]; unset: { name: string; at: Position }[] } {
  const faults: Fault[] = [];
  const unset: { name: string; at: Position }[] = [];
  const done = new Map<YamlNode, YamlNode>();
  const scalar = (node: YamlScalar): YamlNode => {
    if (typeof node.value !== "string" || !node.text.includes("$")) return node;
    if (STRAY.test(node.text)) faults.push({ at: node.at, rule: "a variable's name after $, or $$ for the sign itself", got: "a stray $", fix: "double it" });
    const found = resolve(parseValue(node.text), lookup);
    for (const { name, message } of found.demanded) faults.push({ at: node.at, rule: `a value for \${${name}}, which the file demands`, got: "none", fix: `set it in an --env-file${message === "" ? "" : ` (the file says: ${message})`}` });
    for (const name of found.unset) unset.push({ name, at: node.at });
    const text = found.parts.map((part) => (part.from === "unset" ? "" : part.text)).join("");
    return { ...node, value: text, text };
  };
  const visit = (node: YamlNode): YamlNode => {
    const known = done.get(node);
    if (known) return known;
    const made = node.kind === "scalar" ? scalar(node) : node.kind === "list" ? { ...node, items: node.items.map(visit) } : withEntries(node, new Map([...node.entries].map(([key, entry]) => [key, { ...entry, value: visit(entry.value) }])));
    done.set(node, made);
    return made;
  };
  return { node: visit(root), faults, unset };
}
