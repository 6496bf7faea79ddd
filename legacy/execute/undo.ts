/** Gives back what one step took: bytes, modes, owners, times, links, folders. Done twice it changes nothing the second time. */
import type { Problem } from "../../infra/problems.ts";
import { pathBytes } from "../path-text.ts";
import { retrieve } from "./archive.ts";
import { own, prune } from "./change.ts";
import { clear, type Disk } from "./disk.ts";
import { inUndoOrder, type FileRecord, type StepRecord, type Was } from "./record.ts";
import { describe, look, matches, mtimeOf, placeOf, type Expected, type Standing } from "./standing.ts";

/**
 * Why records cannot be undone without losing somebody's later work: a path that is neither as before, nor as after, nor gone.
 * @param records in the order in which they were done; a path is judged by the last of them that changed it
 */
export function undoConflicts(disk: Disk, root: Buffer, records: readonly StepRecord[]): Problem[] {
  const last = new Map(records.flatMap((r) => r.files.map((f) => [f.path, { file: f, step: r.step }] as const)));
  return [...last.values()].flatMap(({ file, step }) => {
    const standing = look(disk, root, file.path);
    if (!isForeign(standing, file)) return [];
    return [{ path: `${step}: ${file.path}`, rule: `${describe(file.now)}, as the step left it, or ${describe(anyMode(file.was))}, as before`, got: describe(standing), fix: "move it away, then roll back again" }];
  });
}

/** Paths of a step that somebody changed while it was being done. */
export const changedMeanwhile = (disk: Disk, root: Buffer, { files }: StepRecord): string[] => files.filter((f) => isForeign(look(disk, root, f.path), f)).map((f) => f.path);

const isForeign = (standing: Standing, { was, now }: FileRecord) => standing.kind !== "none" && !matches(standing, anyMode(was)) && !matches(standing, anyMode(now));
const anyMode = (thing: Was | Expected): Expected => (thing.kind === "file" ? { kind: "file", sha256: thing.sha256 } : thing);

/**
 * @param run the run's folder in the archive, where the contents are
 * @param leave paths that stay as they are now
 */
export function undo(disk: Disk, root: Buffer, run: Buffer, record: StepRecord, leave: ReadonlySet<string> = new Set()): void {
  const files = inUndoOrder(record).filter((f) => !leave.has(f.path));
  for (const { path, temporary } of files) if (look(disk, root, path).kind !== "foreign") clear(disk, placeOf(root, temporary));
  for (const { path, was } of record.folders) if (was && !disk.lstat(placeOf(root, path))) disk.mkdir(placeOf(root, path), 0o700);
  for (const file of files) restore(disk, root, run, file);
  const inward = [...record.folders].reverse();
  for (const { path, was } of inward) if (!was) prune(disk, placeOf(root, path));
  const settled = [...files.flatMap(({ path, was }) => (was.kind === "none" ? [] : [{ path, was, mode: was.kind === "file" }])), ...inward.flatMap(({ path, was }) => (was ? [{ path, was, mode: true }] : []))];
  for (const { path, was, mode } of settled) {
    own(disk, placeOf(root, path), was.owner);
    if (mode) disk.chmod(placeOf(root, path), was.mode);
  }
  for (const { path, was } of record.folders) if (was) disk.sync(placeOf(root, path));
  const times = settled.map(({ path, was }) => [placeOf(root, path), was.mtime] as const);
  disk.touch(root, times.filter(([place, mtime]) => mtimeOf(disk.lstat(place)!) !== mtime));
}

function restore(disk: Disk, root: Buffer, run: Buffer, { path, temporary, was, alike }: FileRecord): void {
  const place = placeOf(root, path);
  const aside = placeOf(root, temporary);
  const standing = look(disk, root, path);
  if (standing.kind === "foreign") throw new Error(`${path}: ${standing.what}`);
  const isBefore = matches(standing, anyMode(was));
  const other = alike.find((name) => matches(look(disk, root, name), anyMode(was)));
  if (isBefore && (other === undefined || isSameFile(disk, place, placeOf(root, other)))) return;
  if (was.kind === "none") return disk.unlink(place);
  if (other !== undefined) disk.link(placeOf(root, other), aside);
  else if (was.kind === "link") disk.symlink(pathBytes(was.target), aside);
  else disk.write(aside, retrieve(disk, run, was.sha256), was.mode);
  disk.rename(aside, place);
  clear(disk, aside);
}

function isSameFile(disk: Disk, a: Buffer, b: Buffer): boolean {
  const [one, two] = [disk.lstat(a), disk.lstat(b)];
  return one !== undefined && two !== undefined && one.dev === two.dev && one.ino === two.ino;
}
