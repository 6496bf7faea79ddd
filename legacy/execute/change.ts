/** Does one change of a plan: atomic, by rename, and only to what is as the plan knows it. */
import { contentOf, type Change, type Step } from "../plan-types.ts";
import { foldersOf, pathBytes } from "../path-text.ts";
import { clear, type Disk } from "./disk.ts";
import { StoppedError } from "./errors.ts";
import type { FileRecord, StepRecord } from "./record.ts";
import { afterOf, beforeOf, describe, look, matches, placeOf } from "./standing.ts";

const FOLDER_MODE = 0o755;

/**
 * Every change of a step, then the folders that it emptied are removed. What a killed run has done already is passed over.
 * @throws StoppedError when a path is not as planned; the system's error when the disk fails.
 */
export function perform(disk: Disk, root: Buffer, step: Step, record: StepRecord): void {
  step.changes.forEach((change, i) => performChange(disk, root, change, record, record.files[i]!));
  for (const folder of emptied(step)) prune(disk, placeOf(root, folder));
  for (const { path } of record.folders) if (disk.lstat(placeOf(root, path))) disk.sync(placeOf(root, path));
}

function performChange(disk: Disk, root: Buffer, change: Change, record: StepRecord, file: FileRecord): void {
  const standing = look(disk, root, change.path);
  const temporary = placeOf(root, file.temporary);
  if (standing.kind !== "foreign") clear(disk, temporary);
  if (matches(standing, afterOf(change))) return;
  if (!matches(standing, beforeOf(change))) throw new StoppedError(`${change.path}: ${describe(standing)} stands there, not ${describe(beforeOf(change))}`);
  const place = placeOf(root, change.path);
  if (change.kind === "remove" || change.kind === "unlink") return disk.unlink(place);
  const owner = file.was.kind === "none" ? makeFolders(disk, root, change.path, record) : file.was.owner;
  if (change.kind === "write") disk.write(temporary, contentOf(change), change.mode);
  else disk.symlink(pathBytes(change.target), temporary);
  own(disk, temporary, owner);
  if (change.kind === "write") disk.chmod(temporary, change.mode);
  disk.rename(temporary, place);
}

/** Makes the folders that a new file needs, for the owner of the folder that they are in; returns that owner. */
function makeFolders(disk: Disk, root: Buffer, path: string, record: StepRecord): string {
  let owner = record.folders[0]!.was!.owner;
  for (const folder of foldersOf(path)) {
    const place = placeOf(root, folder);
    const stats = disk.lstat(place);
    if (stats) {
      owner = `${stats.uid}:${stats.gid}`;
      continue;
    }
    disk.mkdir(place, FOLDER_MODE);
    own(disk, place, owner);
  }
  return owner;
}

/** Only root gives files away; for others a group that they are not in is left as it came. */
export function own(disk: Disk, place: Buffer, owner: string): void {
  const stats = disk.lstat(place)!;
  if (`${stats.uid}:${stats.gid}` === owner) return;
  const [uid = 0, gid = 0] = owner.split(":").map(Number);
  try {
    disk.chown(place, uid, gid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM" || process.getuid?.() === 0) throw error;
  }
}

/** Folders that a step took something out of, innermost first. */
function emptied(step: Step): string[] {
  const folders = step.changes.flatMap((c) => (afterOf(c).kind === "none" ? foldersOf(c.path) : []));
  return [...new Set(folders)].sort((a, b) => b.split("/").length - a.split("/").length);
}

/** Removes a folder if nothing is in it. */
export function prune(disk: Disk, folder: Buffer): void {
  if (disk.lstat(folder)?.isDirectory() && disk.names(folder).length === 0) disk.rmdir(folder);
}
