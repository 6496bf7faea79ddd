/** Everything that the executor does to a disk, in one place: real, or made to fail by a test. */
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { quote } from "./quote.ts";

const { O_APPEND, O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = fs.constants;

/** When a path was last changed: seconds, a dot and nine digits. */
export type Mtime = string;

export interface Disk {
  /** Of the path itself, never of what a link points at; undefined where nothing stands. */
  lstat(path: Buffer): fs.BigIntStats | undefined;
  /** The whole of a regular file; a link is not followed, a FIFO not waited for. */
  read(path: Buffer): Buffer;
  readlink(path: Buffer): Buffer;
  names(folder: Buffer): Buffer[];
  /** Whether entries of the folder can be made and removed by this process. */
  writable(folder: Buffer): boolean;
  /** Makes a file that was not there, with its content on the disk when this returns. */
  write(path: Buffer, content: Buffer, mode: number): void;
  /** Adds to the end of a file, on the disk when this returns. */
  append(path: Buffer, content: Buffer): void;
  rename(from: Buffer, to: Buffer): void;
  unlink(path: Buffer): void;
  symlink(target: Buffer, path: Buffer): void;
  link(from: Buffer, to: Buffer): void;
  mkdir(path: Buffer, mode: number): void;
  rmdir(path: Buffer): void;
  chmod(path: Buffer, mode: number): void;
  /** Of the path itself. */
  chown(path: Buffer, uid: number, gid: number): void;
  /** Sets times to the nanosecond, in this order, of the paths themselves. */
  touch(folder: Buffer, times: readonly (readonly [path: Buffer, mtime: Mtime])[]): void;
  /** Puts what was made, renamed and removed in the folder on the disk. */
  sync(folder: Buffer): void;
}

export const realDisk: Disk = {
  lstat: (path) => {
    try {
      return fs.lstatSync(path, { bigint: true });
    } catch (error) {
      if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
      throw error;
    }
  },
  read: (path) => withFile(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0, (fd) => fs.readFileSync(fd)),
  readlink: (path) => fs.readlinkSync(path, "buffer"),
  names: (folder) => fs.readdirSync(folder, { encoding: "buffer" }),
  writable: (folder) => {
    try {
      fs.accessSync(folder, fs.constants.W_OK | fs.constants.X_OK);
      return true;
    } catch {
      return false;
    }
  },
  write: (path, content, mode) =>
    withFile(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600, (fd) => {
      fs.writeFileSync(fd, content);
      fs.fchmodSync(fd, mode);
      fs.fsyncSync(fd);
    }),
  append: (path, content) =>
    withFile(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0o600, (fd) => {
      fs.writeFileSync(fd, content);
      fs.fsyncSync(fd);
    }),
  rename: fs.renameSync,
  unlink: fs.unlinkSync,
  symlink: fs.symlinkSync,
  link: fs.linkSync,
  mkdir: (path, mode) => {
    fs.mkdirSync(path, 0o700);
    fs.chmodSync(path, mode);
  },
  rmdir: fs.rmdirSync,
  chmod: fs.chmodSync,
  chown: fs.lchownSync,
  // Node's own utimes keeps microseconds only.
  touch: (folder, times) => {
    if (times.length === 0) return;
    const lines = times.map(([path, mtime]) => Buffer.concat([Buffer.from(`touch -h -d @${mtime} -- `), quote(path), Buffer.from("\n")]));
    const script = Buffer.concat([Buffer.from("LC_ALL=C; export LC_ALL; set -e\ncd -- "), quote(folder), Buffer.from("\n"), ...lines]);
    const { status, stderr, error } = spawnSync("sh", ["-s"], { input: script });
    if (status !== 0) throw new Error(`touch failed: ${error?.message ?? stderr.toString().trim()}`);
  },
  sync: (folder) => withFile(folder, O_RDONLY | O_DIRECTORY, 0, (fd) => fs.fsyncSync(fd)),
};

function withFile<T>(path: Buffer, flags: number, mode: number, work: (fd: number) => T): T {
  const fd = fs.openSync(path, flags, mode);
  try {
    return work(fd);
  } finally {
    fs.closeSync(fd);
  }
}

/** `folder/name`, in bytes. */
export const under = (folder: Buffer, ...names: (Buffer | string)[]): Buffer => Buffer.concat([folder, ...names.flatMap((n) => [Buffer.from("/"), Buffer.from(n as string)])]);

/** Removes a file that a killed run may have left. */
export function clear(disk: Disk, path: Buffer): void {
  if (disk.lstat(path)) disk.unlink(path);
}

/** Makes or replaces a file: whole or not at all. */
export function replaceFile(disk: Disk, folder: Buffer, name: string, content: Buffer, mode = 0o600): void {
  const temporary = under(folder, `.${name}.new`);
  clear(disk, temporary);
  disk.write(temporary, content, mode);
  disk.rename(temporary, under(folder, name));
  disk.sync(folder);
}
