import { createHash, randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, readlink, rename, rm, symlink, utimes, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const BEAT_MS = 3_000;
const STALE_MS = 20_000;

/**
 * Runs `work` while no other process does the same under this lock. The holder touches the lock's folder every few
 * seconds; a lock that nobody touches belonged to a killed process and is taken over.
 */
export async function withLock<T>(lock: string, onWait: () => void, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(lock), { recursive: true, mode: 0o700 });
  for (let told = false; !(await acquire(lock)); await sleep(250)) {
    if (!told) onWait();
    told = true;
  }
  const beat = setInterval(() => void utimes(lock, new Date(), new Date()).catch(() => {}), BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await rm(lock, { recursive: true, force: true });
  }
}

async function acquire(lock: string): Promise<boolean> {
  try {
    await mkdir(lock, { mode: 0o700 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const touched = await stat(lock).then((s) => s.mtimeMs, () => undefined);
  if (touched !== undefined && Date.now() - touched > STALE_MS) {
    // Renaming is atomic: of several that wait, one removes the dead lock.
    const grave = `${lock}.dead-${randomBytes(4).toString("hex")}`;
    await rename(lock, grave).then(() => rm(grave, { recursive: true, force: true }), () => {});
  }
  return false;
}

/** Writes a file so that a reader sees the old one or the whole new one. */
export async function writeWhole(file: string, text: string, mode = 0o600): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${process.pid}-${randomBytes(4).toString("hex")}`;
  await writeFile(temporary, text, { mode });
  await rename(temporary, file);
}

/** Makes `link` point at `target`, replacing what it pointed at. */
export async function pointTo(link: string, target: string): Promise<void> {
  if ((await readlink(link).catch(() => undefined)) === target) return;
  const temporary = `${link}.${process.pid}-${randomBytes(4).toString("hex")}`;
  await symlink(target, temporary);
  await rename(temporary, link);
}

/** A hash of the files below a folder that `counts` names: their paths and contents. */
export async function hashTree(root: string, counts: (file: string) => boolean = () => true): Promise<string> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).filter(counts).sort();
  const hash = createHash("sha256");
  for (const file of files) hash.update(`${relative(root, file)}\0`).update(await readFile(file)).update("\0");
  return hash.digest("hex").slice(0, 12);
}
