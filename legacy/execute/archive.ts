/**
 * Where an estate's old files go: one folder an estate, in it one folder a run (`0001`, `0002` ...), each complete in itself.
 *
 *     0001/plan.json       what is being done
 *     0001/root            where the estate lies, in bytes
 *     0001/blobs/SHA256    every file that is taken away or replaced, by its content
 *     0001/steps/NNNN-SHA256.json, .sh   the record of a begun step, for Node and for a shell; the name is the SHA-256 of the .sh
 *     0001/journal.jsonl   what was done, in order
 *     0001/rollback.sh     gives everything back without Node
 *     0001/SHA256SUMS      of plan.json, root and rollback.sh
 */
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { digest } from "../../infra/digest.ts";
import { ProblemsError, refuse, type Problem } from "../../infra/problems.ts";
import { parsePlan, planJson, type ConsolidationPlan, type Phase } from "../plan-types.ts";
import { clear, replaceFile, under, type Disk } from "./disk.ts";
import { fold, isClosed, note, readJournal, type Noted } from "./journal.ts";
import type { StepRecord } from "./record.ts";
import { scriptOf } from "./script.ts";
import { sha256 } from "../sha256.ts";

const SCRIPT = new URL("./rollback.sh", import.meta.url);

/** A step that is done, or begun by a run that was killed; `name` is that of its files. */
export interface Active {
  readonly name: string;
  readonly record: StepRecord;
  readonly done: boolean;
}

export interface Run {
  /** Of this run, in the estate's archive. */
  readonly folder: Buffer;
  /** Of the estate. */
  readonly root: Buffer;
  readonly plan: ConsolidationPlan;
}

export interface Progress extends Omit<Noted, "done"> {
  /** In the order in which they were begun; undone from the end. */
  readonly active: readonly Active[];
}

/** The archive of an estate when none is named: below `home`, told apart by where the estate lies. */
export const defaultArchive = (home: string, root: string): string => join(home, "archives", `${basename(root).replace(/[^\w.-]/g, "_") || "root"}-${digest([root]).slice(0, 12)}`);

/**
 * @param root and `archive`: real, absolute paths
 * @throws ProblemsError when one lies in the other: an archive must outlive what is done to the estate.
 */
export function refuseNested(root: string, archive: string): void {
  const inside = (outer: string, inner: string) => `${inner}/`.startsWith(outer === "/" ? outer : `${outer}/`);
  if (!inside(root, archive) && !inside(archive, root)) return;
  throw new ProblemsError("the archive", [{ path: archive, rule: "a folder outside the estate that does not hold it either", got: `the estate is ${root}`, fix: "name another: --archive DIR" }]);
}

/** The newest run that was not given back; if all were, the newest; undefined before the first. */
export function latestRun(disk: Disk, archive: Buffer): Run | undefined {
  const folders = runNumbers(disk, archive).map((number) => under(archive, number));
  const folder = folders.findLast((f) => !isClosed(readJournal(disk, f))) ?? folders.at(-1);
  return folder && readRun(disk, folder);
}

function runNumbers(disk: Disk, archive: Buffer): string[] {
  return disk.lstat(archive) ? disk.names(archive).map(String).filter((n) => /^\d{4,}$/.test(n)).sort() : [];
}

function readRun(disk: Disk, folder: Buffer): Run {
  refuseDamage(folder, sumProblems(disk, folder));
  return { folder, root: disk.read(under(folder, "root")), plan: parsePlan(JSON.parse(disk.read(under(folder, "plan.json")).toString()), `${folder}/plan.json`) };
}

/**
 * Makes the archive of a new run with everything that it will take away, before anything is touched. It appears whole or not at all.
 * @param olds where every file lies that the plan removes or replaces
 */
export function createRun(disk: Disk, archive: Buffer, root: Buffer, plan: ConsolidationPlan, olds: readonly Buffer[]): Run {
  const number = String(Number(runNumbers(disk, archive).at(-1) ?? 0) + 1).padStart(4, "0");
  const folder = under(archive, `${number}.new`);
  removeAll(disk, folder);
  try {
    for (const path of [folder, under(folder, "blobs"), under(folder, "steps"), under(folder, "steps", "undone")]) disk.mkdir(path, 0o700);
    for (const old of olds) {
      const bytes = disk.read(old);
      const blob = under(folder, "blobs", sha256(bytes));
      if (!disk.lstat(blob)) disk.write(blob, bytes, 0o600);
    }
    const files = { "plan.json": Buffer.from(planJson(plan)), "rollback.sh": readFileSync(SCRIPT), root };
    for (const [name, bytes] of Object.entries(files)) disk.write(under(folder, name), bytes, name.endsWith(".sh") ? 0o700 : 0o600);
    disk.write(under(folder, "SHA256SUMS"), Buffer.from(Object.entries(files).map(([name, bytes]) => `${sha256(bytes)}  ${name}\n`).join("")), 0o600);
    for (const path of [under(folder, "blobs"), under(folder, "steps"), folder]) disk.sync(path);
    disk.rename(folder, under(archive, number));
    disk.sync(archive);
  } catch (error) {
    removeAll(disk, folder);
    throw error;
  }
  return { folder: under(archive, number), root, plan };
}

function removeAll(disk: Disk, path: Buffer): void {
  const stats = disk.lstat(path);
  if (!stats?.isDirectory()) return stats && disk.unlink(path);
  for (const name of disk.names(path)) removeAll(disk, under(path, name));
  disk.rmdir(path);
}

/** Keeps a content under its SHA-256. */
export function store(disk: Disk, run: Buffer, bytes: Buffer): void {
  const blobs = under(run, "blobs");
  const name = sha256(bytes);
  if (!disk.lstat(under(blobs, name))) replaceFile(disk, blobs, name, bytes);
}

/** @throws ProblemsError when the kept content is not what it was. */
export function retrieve(disk: Disk, run: Buffer, name: string): Buffer {
  refuseDamage(run, blobProblems(disk, run, name));
  return disk.read(under(run, "blobs", name));
}

/** Makes the record known before its step begins. Done again, it changes nothing. */
export function publish(disk: Disk, run: Buffer, position: number, record: StepRecord): string {
  const steps = under(run, "steps");
  const script = scriptOf(record);
  const name = `${String(position).padStart(4, "0")}-${sha256(script)}`;
  for (const old of disk.names(steps).filter((n) => String(n).startsWith(`${name.slice(0, 5)}`) && !String(n).startsWith(name))) clear(disk, under(steps, old));
  for (const [file, bytes] of [[`${name}.json`, Buffer.from(JSON.stringify(record, null, 1))], [`${name}.sh`, script]] as const) {
    if (!disk.lstat(under(steps, file))) replaceFile(disk, steps, file, bytes);
  }
  return name;
}

/** The step is undone: its record is kept, but no longer counts. */
export function retire(disk: Disk, run: Buffer, name: string): void {
  const steps = under(run, "steps");
  note(disk, run, { event: "undone", record: name });
  for (const file of [`${name}.sh`, `${name}.json`]) if (disk.lstat(under(steps, file))) disk.rename(under(steps, file), under(steps, "undone", file));
  disk.sync(steps);
}

/**
 * What a run has done so far: the records that are there, and what the journal says of them.
 * @throws ProblemsError when a record is damaged or missing.
 */
export function progressOf(disk: Disk, run: Run): Progress {
  const steps = under(run.folder, "steps");
  const phases = new Map<string, Phase>(run.plan.steps.map((s) => [s.id, s.phase]));
  const { done, ...noted } = fold(readJournal(disk, run.folder), (step) => phases.get(step));
  const names = disk.names(steps).map(String).filter((n) => n.endsWith(".json") && !n.startsWith(".")).map((n) => n.slice(0, -".json".length)).sort();
  const read = names.map((name) => ({ name, record: readRecord(disk, steps, name), done: done.has(name) }));
  refuseDamage(run.folder, read.flatMap(({ name, record }, i) => (record && record.after === (names[i - 1] ?? null) ? [] : [damaged(`steps/${name}.json`, record ? "the record before it is missing" : "other bytes")])));
  return { ...noted, active: read as Active[] };
}

/** Undefined when its bytes are not those that it was written with. */
function readRecord(disk: Disk, steps: Buffer, name: string): StepRecord | undefined {
  try {
    const record = JSON.parse(disk.read(under(steps, `${name}.json`)).toString()) as StepRecord;
    return name.endsWith(sha256(scriptOf(record))) ? record : undefined;
  } catch {
    return undefined;
  }
}

/** Everything that a rollback of these records would need and that is not as it was. */
export function damageOf(disk: Disk, run: Buffer, active: readonly Active[]): Problem[] {
  const blobs = new Set(active.flatMap((a) => a.record.files.flatMap((f) => (f.was.kind === "file" ? [f.was.sha256] : []))));
  return [...sumProblems(disk, run), ...[...blobs].flatMap((name) => blobProblems(disk, run, name))];
}

function blobProblems(disk: Disk, run: Buffer, name: string): Problem[] {
  const path = under(run, "blobs", name);
  if (!disk.lstat(path)) return [damaged(`blobs/${name}`, "nothing")];
  return sha256(disk.read(path)) === name ? [] : [damaged(`blobs/${name}`, "other bytes")];
}

function sumProblems(disk: Disk, run: Buffer): Problem[] {
  const names = ["plan.json", "rollback.sh", "root"];
  const read = (name: string) => (disk.lstat(under(run, name)) ? disk.read(under(run, name)) : undefined);
  const sums = read("SHA256SUMS")?.toString();
  if (sums === undefined) return [damaged("SHA256SUMS", "nothing")];
  return names.flatMap((name) => {
    const bytes = read(name);
    return bytes && sums.includes(`${sha256(bytes)}  ${name}\n`) ? [] : [damaged(name, bytes ? "other bytes" : "nothing")];
  });
}

const damaged = (path: string, got: string): Problem => ({ path, rule: "as it was written", got, fix: "put it back from a copy of the archive; nothing was touched" });

export const refuseDamage = (run: Buffer, problems: readonly Problem[]): void => refuse(`the archive ${run} is damaged`, problems);
