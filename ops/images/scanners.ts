/** Scanners that a host may have: how each is asked about a bill of materials, and what its answer means. */
import { readFileSync } from "node:fs";
import { SEVERITIES, type Severity, type Vulnerability } from "../deps/osv.ts";
import { EnvironmentError, type Context } from "../command.ts";
import { findOnPath, run, tail } from "../toolchain/run.ts";
import { componentsOf } from "./cyclonedx.ts";
import type { Sbom } from "./sbom.ts";

const SCAN_TIMEOUT_MS = 600_000;

interface ScannerKind {
  readonly name: string;
  argv(program: string, sbom: string): string[];
  read(json: string): Vulnerability[];
}

export interface Scanner extends ScannerKind {
  readonly program: string;
}

const SCANNERS: readonly ScannerKind[] = [
  { name: "trivy", argv: (program, sbom) => [program, "sbom", "--quiet", "--format", "json", sbom], read: readTrivy },
  { name: "grype", argv: (program, sbom) => [program, `sbom:${sbom}`, "--quiet", "--output", "json"], read: readGrype },
];

/** The first of them on PATH. */
export async function findScanner(): Promise<Scanner | undefined> {
  for (const kind of SCANNERS) {
    const [program] = await findOnPath(kind.name);
    if (program !== undefined) return { ...kind, program };
  }
  return undefined;
}

/** @throws EnvironmentError when the scanner fails: most often it cannot fetch its database. */
export async function scanWith(context: Context, scanner: Scanner, sboms: readonly Sbom[]): Promise<{ image: string; packages: number; unjudged: number; vulnerabilities: Vulnerability[] }[]> {
  const scanned = [];
  for (const { image, file } of sboms) {
    const result = await context.out.step(`${scanner.name} on ${image.name}`, () => run(scanner.argv(scanner.program, file), { timeoutMs: SCAN_TIMEOUT_MS }));
    if (result.code !== 0) throw new EnvironmentError(`nothing was scanned: ${scanner.name} failed on ${image.name} (exit code ${result.code})\n${tail(result, 6)}`, `give ${scanner.name} its database, or a file of OSV records with --database`);
    scanned.push({ image: image.name, packages: componentsOf(readFileSync(file, "utf8")).length, unjudged: 0, vulnerabilities: scanner.read(result.stdout) });
  }
  return scanned;
}

interface Trivy {
  readonly Results?: readonly { readonly Type?: string; readonly Vulnerabilities?: readonly { readonly VulnerabilityID: string; readonly PkgName: string; readonly InstalledVersion: string; readonly FixedVersion?: string; readonly Severity: string; readonly Title?: string }[] }[];
}

export function readTrivy(json: string): Vulnerability[] {
  const { Results = [] } = JSON.parse(json) as Trivy;
  return Results.flatMap(({ Type = "", Vulnerabilities = [] }) =>
    Vulnerabilities.map((v) => ({ id: v.VulnerabilityID, aliases: [], severity: word(v.Severity), summary: v.Title ?? "", package: { ecosystem: Type, name: v.PkgName, version: v.InstalledVersion }, fixed: (v.FixedVersion ?? "").split(",").map((f) => f.trim()).filter(Boolean) })),
  );
}

interface Grype {
  readonly matches?: readonly { readonly vulnerability: { readonly id: string; readonly severity: string; readonly description?: string; readonly fix?: { readonly versions?: readonly string[] } }; readonly artifact: { readonly name: string; readonly version: string; readonly type: string } }[];
}

export function readGrype(json: string): Vulnerability[] {
  const { matches = [] } = JSON.parse(json) as Grype;
  return matches.map(({ vulnerability: v, artifact }) => ({ id: v.id, aliases: [], severity: word(v.severity), summary: v.description ?? "", package: { ecosystem: artifact.type, name: artifact.name, version: artifact.version }, fixed: v.fix?.versions ?? [] }));
}

/** Both say "negligible" or "low" for what does not matter much. */
function word(severity: string): Severity {
  const lower = severity.toLowerCase();
  return lower === "negligible" ? "low" : (SEVERITIES.find((s) => s === lower) ?? "unknown");
}
