/** `deps audit`: how old what we ask for is, what is newer, which services have it, and what is known to be unsafe in all that is locked. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadCatalogue, loadSettings, type Catalogue } from "../../engine/load.ts";
import { PYTHON_LOCKS } from "../../infra/locks.ts";
import { EXIT, type Context, type ExitCode } from "../command.ts";
import { vulnerabilityLine } from "../images/scan.ts";
import { NPM_FOLDERS } from "./constraints.ts";
import { openDatabase } from "./database.ts";
import { servicesOf } from "./exposure.ts";
import { npmPins, readManifest } from "./npm.ts";
import { vulnerabilitiesOf, type Package, type Vulnerability } from "./osv.ts";
import { npmReleases, pythonReleases, type Release } from "./releases.ts";
import { readRequirements } from "./requirements.ts";
import { ensureUv, pins, uvSettings } from "./uv.ts";
import { firstOf } from "../../infra/words.ts";

export interface AuditOptions {
  readonly database: string | undefined;
  readonly versionsOnly: boolean;
}

/** A package that a requirements file or package.json names, at the version that is locked. */
interface Wanted {
  readonly system: "PyPI" | "npm";
  readonly name: string;
  readonly version: string;
  readonly locks: readonly string[];
}

export interface AuditRow extends Wanted {
  readonly newest: string;
  /** Days since the locked version was released; undefined where the registry does not say. */
  readonly ageDays?: number;
  /** Days between the locked and the newest release; 0 for the newest. */
  readonly behindDays?: number;
  readonly services: readonly string[];
}

interface Unsafe extends Vulnerability {
  readonly services: readonly string[];
}

/** A package at a version, and the locks that hold it. */
type Locked = Package & { readonly locks: readonly string[] };

/** Exit 2 with vulnerabilities; 3 when they could not be looked up, so that silence is never taken for safety. */
export async function auditDependencies(context: Context, { database, versionsOnly }: AuditOptions): Promise<ExitCode> {
  const catalogue = await loadCatalogue(context.root, loadSettings(context.root, context.stack));
  const locks = readLocks(context.root);
  const rows = await context.out.step("asking the registries for dates and newest versions", () => versions(context, locks, catalogue));
  context.out.table([["PACKAGE", "LOCKED", "AGE", "NEWEST", "BEHIND", "SERVICES"], ...rows.map(cells)]);
  context.out.line(`\n${rows.filter((r) => r.newest !== r.version).length} of ${rows.length} packages that we ask for have a newer version; ./sutazai deps lock --upgrade takes what the requirements allow`);
  if (versionsOnly) {
    context.out.json({ packages: rows });
    return EXIT.done;
  }
  const all = lockedPackages(locks);
  const opened = await openDatabase(database, all);
  if ("unavailable" in opened) {
    context.out.line(`vulnerabilities: NOT CHECKED, ${opened.unavailable}; --database FILE reads a file of OSV records`);
    context.out.json({ packages: rows, locked: all.length, vulnerabilities: null, unavailable: opened.unavailable });
    return EXIT.environment;
  }
  const unsafe = vulnerabilitiesOf(all, opened.database).map((v): Unsafe => ({ ...v, services: exposure((v.package as Locked).locks, catalogue) }));
  for (const v of unsafe) context.out.line(`${vulnerabilityLine(v)}\n  in ${v.services.length === 0 ? "no service" : v.services.join(", ")}`);
  context.out.line(`vulnerabilities: ${unsafe.length} in ${all.length} locked packages, by ${opened.source} (${opened.records} records)`);
  context.out.json({ packages: rows, locked: all.length, vulnerabilities: unsafe, source: opened.source });
  return unsafe.length === 0 ? EXIT.done : EXIT.findings;
}

interface LockRead {
  readonly system: Wanted["system"];
  readonly lock: string;
  /** Names that its requirements ask for. */
  readonly asked: readonly string[];
  /** Name and version of all that it holds; npm may hold a name twice. */
  readonly held: readonly (readonly [string, string])[];
}

function readLocks(root: string): LockRead[] {
  const read = (path: string) => readFileSync(join(root, path), "utf8");
  const python = PYTHON_LOCKS.map(({ lock, requirements }): LockRead => ({
    system: "PyPI",
    lock,
    asked: readRequirements([{ path: requirements, text: read(requirements) }]).requirements.map((r) => r.name),
    held: [...pins(read(lock))],
  }));
  const npm = NPM_FOLDERS.map((folder): LockRead => ({
    system: "npm",
    lock: `${folder}/package-lock.json`,
    asked: readManifest({ path: `${folder}/package.json`, text: read(`${folder}/package.json`) }).requirements.map((r) => r.name),
    held: [...npmPins(read(`${folder}/package-lock.json`))].map(([path, version]) => [path.slice(path.lastIndexOf("node_modules/") + 13), version] as const),
  }));
  return [...python, ...npm];
}

/** Each name and version once, with every lock that has it. */
function merge<T extends { readonly name: string; readonly version: string; readonly locks: readonly string[] }>(items: readonly T[], system: (item: T) => string): T[] {
  const merged = new Map<string, T>();
  for (const item of items) {
    const key = `${system(item)} ${item.name} ${item.version}`;
    merged.set(key, { ...item, locks: [...new Set([...(merged.get(key)?.locks ?? []), ...item.locks])] });
  }
  return [...merged.values()];
}

export function lockedPackages(locks: readonly LockRead[]): Locked[] {
  return merge(locks.flatMap(({ system, lock, held }) => held.map(([name, version]): Locked => ({ ecosystem: system, name, version, locks: [lock] }))), (p) => p.ecosystem);
}

function wantedPackages(locks: readonly LockRead[]): Wanted[] {
  const wanted = locks.flatMap(({ system, lock, asked, held }) => held.filter(([name]) => asked.includes(name)).map(([name, version]): Wanted => ({ system, name, version, locks: [lock] })));
  return merge(wanted, (w) => w.system);
}

async function versions(context: Context, locks: readonly LockRead[], catalogue: Catalogue): Promise<AuditRow[]> {
  const wanted = wantedPackages(locks);
  const uv = await ensureUv(context);
  const env = await uvSettings(context);
  const python = wanted.filter((w) => w.system === "PyPI");
  const newest = await pythonReleases(uv, env, [...new Set(python.map((w) => w.name))]);
  const now = Date.now();
  const rows: AuditRow[] = [];
  // One name may be locked at several versions; the client takes each once a run.
  for (let round = python; round.length > 0; ) {
    const names = new Map(round.map((w) => [w.name, w]));
    const dates = await pythonReleases(uv, env, [...names.values()].map((w) => `${w.name}==${w.version}`));
    for (const w of names.values()) rows.push(rowOf(w, dates.get(w.name) ?? { version: w.version }, newest.get(w.name) ?? { version: w.version }, catalogue, now));
    round = round.filter((w) => names.get(w.name) !== w);
  }
  for (const w of wanted.filter((one) => one.system === "npm")) {
    const { pinned, newest: latest } = await npmReleases(w.name, w.version);
    rows.push(rowOf(w, pinned, latest, catalogue, now));
  }
  return rows.sort((a, b) => (b.behindDays ?? 0) - (a.behindDays ?? 0) || a.name.localeCompare(b.name));
}

const DAY_MS = 86_400_000;

export function rowOf(wanted: Wanted, pinned: Release, newest: Release, catalogue: Catalogue, now: number): AuditRow {
  const at = (release: Release) => (release.released === undefined ? undefined : Date.parse(release.released));
  const [from, to] = [at(pinned), at(newest)];
  const same = newest.version === wanted.version;
  return {
    ...wanted,
    newest: newest.version,
    ...(from === undefined ? {} : { ageDays: Math.floor((now - from) / DAY_MS) }),
    ...(same ? { behindDays: 0 } : from === undefined || to === undefined ? {} : { behindDays: Math.max(0, Math.floor((to - from) / DAY_MS)) }),
    services: exposure(wanted.locks, catalogue),
  };
}

function exposure(locks: readonly string[], { images, catalogue }: Catalogue): string[] {
  return [...new Set(locks.flatMap((lock) => servicesOf(lock, images, catalogue)))].sort();
}

function cells({ name, version, ageDays, newest, behindDays, services }: AuditRow): string[] {
  const days = (count: number | undefined) => (count === undefined ? "?" : `${count} d`);
  return [name, version, days(ageDays), newest === version ? "-" : newest, newest === version ? "-" : days(behindDays), firstOf(services) || "none"];
}
