/** Vulnerabilities in the Open Source Vulnerability format (ossf.github.io/osv-schema): reading a database and asking it. Pure. */
import cvss from "ae-cvss-calculator";
import { z } from "zod";
import { normalName } from "./requirements.ts";
import { orderOf } from "./versions.ts";

export interface OsvRecord {
  readonly id: string;
  readonly aliases?: readonly string[] | null;
  readonly summary?: string;
  readonly withdrawn?: string;
  readonly severity?: readonly { readonly type: string; readonly score: string }[] | null;
  readonly database_specific?: { readonly severity?: unknown } | null;
  readonly affected?: readonly OsvAffected[] | null;
}

interface OsvAffected {
  readonly package?: { readonly ecosystem: string; readonly name: string };
  readonly versions?: readonly string[];
  readonly ranges?: readonly { readonly type: string; readonly events: readonly OsvEvent[] }[];
}

interface OsvEvent {
  readonly introduced?: string;
  readonly fixed?: string;
  readonly last_affected?: string;
}

/** `ecosystem` as OSV calls it: PyPI, npm, Go, Debian:12. */
export interface Package {
  readonly ecosystem: string;
  readonly name: string;
  readonly version: string;
}

export const SEVERITIES = ["unknown", "low", "medium", "high", "critical"] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface Vulnerability {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly severity: Severity;
  readonly summary: string;
  readonly package: Package;
  /** Versions that no longer have it, as far as the database says. */
  readonly fixed: readonly string[];
}

/** Records by `ecosystem name`; a database has hundreds of thousands. */
export type Database = ReadonlyMap<string, readonly OsvRecord[]>;

const text = z.string().optional();
/** What is read of a record, and no more: a database has much besides. */
const RECORD = z.object({
  id: z.string(),
  aliases: z.array(z.string()).nullish(),
  summary: text,
  withdrawn: text,
  severity: z.array(z.object({ type: z.string(), score: z.string() })).nullish(),
  database_specific: z.object({ severity: z.unknown() }).nullish(),
  affected: z
    .array(
      z.object({
        package: z.object({ ecosystem: z.string(), name: z.string() }).optional(),
        versions: z.array(z.string()).optional(),
        ranges: z.array(z.object({ type: z.string(), events: z.array(z.object({ introduced: text, fixed: text, last_affected: text })) })).optional(),
      }),
    )
    .nullish(),
});

const keyOf = (ecosystem: string, name: string) => `${ecosystem.split(":")[0]} ${ecosystem.startsWith("PyPI") ? normalName(name) : name}`;

/**
 * Reads a file of records: one JSON array, an object with `vulns`, one record, or a record a line.
 * @throws Error naming what is wrong when it is none of these.
 */
export function parseDatabase(text: string): OsvRecord[] {
  const whole = attempt(text);
  const records = whole === undefined ? text.split("\n").filter((line) => line.trim() !== "").map(attempt) : Array.isArray(whole) ? whole : Array.isArray((whole as { vulns?: unknown }).vulns) ? (whole as { vulns: unknown[] }).vulns : [whole];
  if (records.length === 0) throw new Error("it holds no record");
  for (const [i, record] of records.entries()) {
    const wrong = RECORD.safeParse(record).error?.issues[0];
    if (wrong) throw new Error(`record ${i + 1} is no OSV record: ${typeof (record as { id?: unknown } | null)?.id === "string" ? `${wrong.path.join(".")} is not as the format has it` : "it has no id"}`);
  }
  return records as OsvRecord[];
}

function attempt(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export function indexDatabase(records: readonly OsvRecord[]): Database {
  const index = new Map<string, OsvRecord[]>();
  for (const record of records) {
    if (record.withdrawn !== undefined) continue;
    const keys = new Set((record.affected ?? []).flatMap((a) => (a.package ? [keyOf(a.package.ecosystem, a.package.name)] : [])));
    for (const key of keys) index.set(key, [...(index.get(key) ?? []), record]);
  }
  return index;
}

/** What the database has on these packages, worst first; records that are aliases of each other count once. */
export function vulnerabilitiesOf(packages: readonly Package[], database: Database): Vulnerability[] {
  const found = packages.flatMap((wanted) => {
    const seen = new Set<string>();
    return (database.get(keyOf(wanted.ecosystem, wanted.name)) ?? []).flatMap((record): Vulnerability[] => {
      const affected = (record.affected ?? []).filter((a) => isFor(a, wanted) && hits(a, wanted));
      if (affected.length === 0 || [record.id, ...(record.aliases ?? [])].some((id) => seen.has(id))) return [];
      for (const id of [record.id, ...(record.aliases ?? [])]) seen.add(id);
      const fixed = affected.flatMap((a) => (a.ranges ?? []).flatMap((r) => (r.type === "GIT" ? [] : r.events.flatMap((e) => e.fixed ?? []))));
      return [{ id: record.id, aliases: record.aliases ?? [], severity: severityOf(record), summary: record.summary ?? "", package: wanted, fixed: [...new Set(fixed)] }];
    });
  });
  return found.sort((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) || a.package.name.localeCompare(b.package.name) || a.id.localeCompare(b.id));
}

/** A Debian record without a release is for all of them; one of another release is for none of ours. */
function isFor({ package: named }: OsvAffected, wanted: Package): boolean {
  if (!named || keyOf(named.ecosystem, named.name) !== keyOf(wanted.ecosystem, wanted.name)) return false;
  return !named.ecosystem.includes(":") || !wanted.ecosystem.includes(":") || named.ecosystem === wanted.ecosystem;
}

/** OSV's evaluation: a listed version, or one inside a range's events in their order. */
function hits({ versions = [], ranges = [] }: OsvAffected, { ecosystem, version }: Package): boolean {
  const order = orderOf(ecosystem);
  if (versions.some((v) => v === version || order(v, version) === 0)) return true;
  return ranges.some(({ type, events }) => type !== "GIT" && inRange(events, version, (a, b) => order(a, b) ?? NaN));
}

function inRange(events: readonly OsvEvent[], version: string, order: (a: string, b: string) => number): boolean {
  const at = (event: OsvEvent) => event.introduced ?? event.fixed ?? event.last_affected ?? "0";
  const sorted = [...events].sort((a, b) => (at(a) === "0" ? -1 : at(b) === "0" ? 1 : order(at(a), at(b)) || 0));
  let inside = false;
  for (const { introduced, fixed, last_affected: last } of sorted) {
    if (introduced !== undefined && (introduced === "0" || order(version, introduced) >= 0)) inside = true;
    if (fixed !== undefined && order(version, fixed) >= 0) inside = false;
    if (last !== undefined && order(version, last) > 0) inside = false;
  }
  return inside;
}

const WORDS: Readonly<Record<string, Severity>> = { low: "low", moderate: "medium", medium: "medium", high: "high", critical: "critical" };

/** The database's own word, else from its CVSS score (3 and 4: low from 0.1, medium 4, high 7, critical 9). */
export function severityOf({ severity, database_specific: own }: OsvRecord): Severity {
  const word = WORDS[String(own?.severity).toLowerCase()];
  if (word) return word;
  const scores = (severity ?? []).flatMap(({ score }) => scoreOf(score) ?? []);
  if (scores.length === 0) return "unknown";
  const score = Math.max(...scores);
  return score >= 9 ? "critical" : score >= 7 ? "high" : score >= 4 ? "medium" : "low";
}

function scoreOf(vector: string): number | undefined {
  try {
    return cvss.fromVector(vector)?.calculateScores(true).overall;
  } catch {
    return undefined;
  }
}
