/** One at a time on an estate: a file that names its owner; that of a dead process is taken over. */
import { clear, under, type Disk } from "./disk.ts";
import { StoppedError } from "./errors.ts";
import { isAlive, startOf } from "./process.ts";

/**
 * Runs `work` while no other process can change the estate of this archive.
 * @throws StoppedError while another living process does.
 */
export async function withLock<T>(disk: Disk, archive: Buffer, work: () => Promise<T>): Promise<T> {
  const lock = under(archive, "lock");
  take(disk, archive, lock);
  try {
    return await work();
  } finally {
    clear(disk, lock);
  }
}

/** The lock appears with its content, by a hard link: nobody ever reads half of it. */
function take(disk: Disk, archive: Buffer, lock: Buffer): void {
  const mine = under(archive, `lock.${process.pid}`);
  clear(disk, mine);
  disk.write(mine, Buffer.from(`${process.pid} ${startOf(process.pid)}\n`), 0o600);
  try {
    disk.link(mine, lock);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const text = disk.read(lock).toString().trim();
    const [pid = "", start = "-"] = text.split(" ");
    if (isAlive(Number(pid), start)) throw new StoppedError(`process ${pid} is changing this estate\n  fix: wait until it ends; nothing was touched`);
    takeOver(disk, mine, lock, text);
  } finally {
    clear(disk, mine);
  }
}

/** Of several that find the same dead owner one wins: what was moved away must be what was read. */
function takeOver(disk: Disk, mine: Buffer, lock: Buffer, dead: string): void {
  const aside = Buffer.concat([mine, Buffer.from(".dead")]);
  disk.rename(lock, aside);
  const moved = disk.read(aside).toString().trim();
  if (moved !== dead) disk.link(aside, lock);
  disk.unlink(aside);
  if (moved !== dead) throw new StoppedError(`process ${moved.split(" ")[0]} is changing this estate\n  fix: wait until it ends; nothing was touched`);
  disk.link(mine, lock);
}
