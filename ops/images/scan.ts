/** `images scan`: known vulnerabilities of what the images hold, with a gate by severity. */
import { readFileSync } from "node:fs";
import { openDatabase } from "../deps/database.ts";
import { SEVERITIES, vulnerabilitiesOf, type Package, type Severity, type Vulnerability } from "../deps/osv.ts";
import { orderOf } from "../deps/versions.ts";
import { EnvironmentError, EXIT, type Context, type ExitCode } from "../command.ts";
import { componentsOf, type Component } from "./cyclonedx.ts";
import { makeSboms, sayMissing, type Sbom } from "./sbom.ts";
import { findScanner, scanWith } from "./scanners.ts";

/** Severities that a gate can be set at. */
export const GATES = ["low", "medium", "high", "critical"] as const;
export type Gate = (typeof GATES)[number];

export interface ScanOptions {
  readonly database: string | undefined;
  readonly failOn: Gate;
}

interface Scanned {
  readonly image: string;
  readonly packages: number;
  /** Packages whose system the database or its order of versions does not cover. */
  readonly unjudged: number;
  readonly vulnerabilities: readonly Vulnerability[];
}

const SHOWN = 20;

/** With a file: by it. Else by the scanner on PATH, else by OSV's API. @throws EnvironmentError where no database can be had. */
export async function scanImages(context: Context, names: readonly string[], { database, failOn }: ScanOptions): Promise<ExitCode> {
  const { stack, sboms, missing } = await makeSboms(context, names, "cyclonedx");
  const scanner = database === undefined ? await findScanner() : undefined;
  const { source, scanned } = scanner ? { source: scanner.name, scanned: await scanWith(context, scanner, sboms) } : await byOsv(sboms, database);
  const rows = scanned.map(({ image, packages, unjudged, vulnerabilities }) => [image, String(packages), String(unjudged), ...[...GATES].reverse().map((s) => String(count(vulnerabilities, s))), String(count(vulnerabilities, "unknown"))]);
  context.out.table([["IMAGE", "PACKAGES", "NOT JUDGED", "CRITICAL", "HIGH", "MEDIUM", "LOW", "UNKNOWN"], ...rows]);
  const worst = distinct(scanned.flatMap((s) => s.vulnerabilities)).filter((v) => reaches(v.severity, failOn));
  for (const v of worst.slice(0, SHOWN)) context.out.line(vulnerabilityLine(v));
  if (worst.length > SHOWN) context.out.line(`... and ${worst.length - SHOWN} more; --json has all`);
  context.out.line(`\n${worst.length === 0 ? "none" : worst.length} at ${failOn} or above, or of unknown severity, by ${source}`);
  sayMissing(context, missing);
  context.out.json({ stack, source, failOn, images: scanned, missing });
  return worst.length === 0 ? EXIT.done : EXIT.findings;
}

/** Unknown counts as reaching every gate: it cannot be shown to be less. */
export function reaches(severity: Severity, gate: Gate): boolean {
  return severity === "unknown" || SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(gate);
}

const count = (vulnerabilities: readonly Vulnerability[], severity: Severity) => vulnerabilities.filter((v) => v.severity === severity).length;

/** The same vulnerability of the same package in several images is one finding. */
function distinct(vulnerabilities: readonly Vulnerability[]): Vulnerability[] {
  return [...new Map(vulnerabilities.map((v) => [`${v.id} ${v.package.name} ${v.package.version}`, v])).values()];
}

export function vulnerabilityLine({ id, aliases, severity, package: of, fixed, summary }: Vulnerability): string {
  const other = aliases.length > 0 ? ` (${aliases.join(", ")})` : "";
  return `${severity} ${id}${other}: ${of.name} ${of.version}${fixed.length > 0 ? `, fixed in ${fixed.join(", ")}` : ", no fix known"}${summary === "" ? "" : `: ${summary}`}`;
}

async function byOsv(sboms: readonly Sbom[], file: string | undefined): Promise<{ source: string; scanned: Scanned[] }> {
  const images = sboms.map(({ image, file: sbom }) => ({ image: image.name, components: componentsOf(readFileSync(sbom, "utf8")) }));
  const opened = await openDatabase(file, distinctPackages(images.flatMap(({ components }) => components.flatMap(judged))));
  if ("unavailable" in opened) {
    throw new EnvironmentError(`nothing was scanned: there is no vulnerability database. Neither trivy nor grype is on PATH, and ${opened.unavailable}`, "give a file of OSV records with --database, or install trivy or grype with its database");
  }
  const scanned = images.map(({ image, components }): Scanned => {
    const packages = components.flatMap(judged);
    return { image, packages: components.length, unjudged: components.length - packages.length, vulnerabilities: distinct(vulnerabilitiesOf(distinctPackages(packages), opened.database)) };
  });
  return { source: `${opened.source} (${opened.records} records)`, scanned };
}

/** What is asked of the database for a component: a Debian package's source; nothing where its versions cannot be compared. */
export function judged({ name, version, ecosystem, source }: Component): Package[] {
  return ecosystem === undefined || version === "" || orderOf(ecosystem)(version, version) === undefined ? [] : [{ ecosystem, name: source?.name ?? name, version: source?.version ?? version }];
}

const distinctPackages = (packages: readonly Package[]): Package[] => [...new Map(packages.map((p) => [`${p.ecosystem} ${p.name} ${p.version}`, p])).values()];
