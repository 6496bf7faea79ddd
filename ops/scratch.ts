/** A folder in the system's temporary one for as long as some work takes; what killed processes left there goes too. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAlive, startOf } from "../legacy/execute/process.ts";

const NAME = /^sutazai-scratch-(\d+)-(\d+|-)-/;

/** Nobody else can read the folder; it is gone afterwards, also when `work` fails. */
export async function withScratch<T>(work: (folder: string) => Promise<T>, place = tmpdir()): Promise<T> {
  removeAbandoned(place);
  const folder = mkdtempSync(join(place, `sutazai-scratch-${process.pid}-${startOf(process.pid)}-`));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function removeAbandoned(place: string): void {
  for (const name of readdirSync(place)) {
    const [, pid, start] = NAME.exec(name) ?? [];
    if (pid === undefined || isAlive(Number(pid), start!)) continue;
    try {
      rmSync(join(place, name), { recursive: true, force: true });
    } catch {
      // Another user's: it is for that user's next run.
    }
  }
}
