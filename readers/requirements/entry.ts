/** One requirement: `NAME [extras] SPECIFIERS ; marker` (PEP 508, PEP 440). */
import { parse as parseVersion } from "@renovatebot/pep440";
import { isMarker } from "./markers.ts";

export interface Requirement {
  /** Normalised (PEP 503). */
  readonly name: string;
  /** Normalised and sorted. */
  readonly extras: readonly string[];
  /** `>=1.0,<2` with the clauses sorted by code point, without white space; empty when any version will do. */
  readonly spec: string;
  /** As written, empty when there is none. */
  readonly marker: string;
}

/** What a line is instead: `name` when it begins with one. */
export interface NoRequirement {
  readonly name: string | undefined;
  readonly why: string;
}

const IDENTIFIER = "[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?(?![A-Za-z0-9._-])";
const NAME = new RegExp(`^(${IDENTIFIER})[ \\t]*`);
const EXTRAS = new RegExp(`^\\[[ \\t]*(${IDENTIFIER}(?:[ \\t]*,[ \\t]*${IDENTIFIER})*)?[ \\t]*\\][ \\t]*`);
const CLAUSE = /^(===|~=|==|!=|<=|>=|<|>)\s*(\S+)$/;

/** PEP 503: lower case, a `-` for every run of `-`, `_` and `.`. */
export function normalisedName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}

/** The normalised name that a line begins with, whatever follows. */
export function nameIn(text: string): string | undefined {
  const named = namedBy(text);
  return named ? normalisedName(named[1]!) : undefined;
}

const namedBy = (text: string) => NAME.exec(text) ?? /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)/.exec(text);

/** @param text one logical line without options. Never throws. */
export function parseRequirement(text: string): Requirement | NoRequirement {
  const named = namedBy(text);
  if (!named) return { name: undefined, why: "does not begin with the name of a package" };
  const name = normalisedName(named[1]!);
  const refuse = (why: string): NoRequirement => ({ name, why });
  const afterName = text.slice(named[0].length);
  const extras = afterName.startsWith("[") ? EXTRAS.exec(afterName) : undefined;
  if (extras === null) return refuse("extras are not a list of names in brackets");
  const rest = afterName.slice(extras?.[0].length ?? 0);
  const semicolon = rest.indexOf(";");
  const [specifiers, marker] = semicolon < 0 ? [rest, ""] : [rest.slice(0, semicolon), rest.slice(semicolon + 1).trim()];
  if (semicolon >= 0 && !isMarker(marker)) return refuse("the text behind `;` is no environment marker");
  const clauses = clausesOf(specifiers);
  if (typeof clauses === "string") return refuse(clauses);
  const names = (extras?.[1] ?? "").split(",").map((extra) => normalisedName(extra.trim())).filter(Boolean);
  return { name, extras: [...new Set(names)].sort(), spec: clauses.sort().join(","), marker };
}

export function isRequirement(parsed: Requirement | NoRequirement): parsed is Requirement {
  return !("why" in parsed);
}

/** The clauses without white space, or why there are none. */
function clausesOf(written: string): string[] | string {
  const trimmed = written.trim();
  const inner = trimmed.startsWith("(") ? /^\(([^()]*)\)$/.exec(trimmed)?.[1] : trimmed;
  if (inner === undefined) return "parentheses that do not match";
  if (inner.trim() === "") return [];
  const items = inner.split(",").map((item) => item.trim());
  // PEP 508's reference implementation takes one comma at the end.
  if (items.length > 1 && items.at(-1) === "") items.pop();
  const clauses: string[] = [];
  for (const item of items) {
    const found = CLAUSE.exec(item);
    if (!found) return `"${item}" is no version specifier`;
    if (!isClause(found[1]!, found[2]!)) return `"${found[2]}" is no version that ${found[1]} can compare (PEP 440)`;
    clauses.push(found[1]! + found[2]!);
  }
  return clauses;
}

/** What PEP 440 lets each operator compare: `.*` only after `==` and `!=` and a bare release, local versions there alone, `~=` two numbers at least. */
function isClause(operator: string, version: string): boolean {
  if (operator === "===") return !version.includes(")");
  const equality = operator === "==" || operator === "!=";
  const wildcard = version.endsWith(".*");
  const parsed = parseVersion(wildcard ? version.slice(0, -2) : version);
  if (!parsed) return false;
  const bare = !(parsed.pre ?? parsed.post ?? parsed.dev) && !parsed.local;
  if (wildcard) return equality && bare;
  return (equality || !parsed.local) && (operator !== "~=" || parsed.release.length > 1);
}
