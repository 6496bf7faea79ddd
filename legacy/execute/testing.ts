/** Estates, plans and failing disks for the tests of the executor. */
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { pathBytes, pathText } from "../path-text.ts";
import { PHASES, type Change, type ConsolidationPlan, type Step } from "../plan-types.ts";
import type { Estate } from "./apply.ts";
import { realDisk, under, type Disk } from "./disk.ts";
import { sha256 } from "../sha256.ts";
import { look } from "./standing.ts";

/** In memory where the system has it: nothing here needs to outlive the test. */
const PLACE = fs.existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** A fresh folder with an empty estate and an empty archive beside it. */
export function makeEstate(disk: Disk = realDisk): Estate & { home: string; remove: () => void } {
  const home = fs.mkdtempSync(join(PLACE, "sutazai-estate-"));
  for (const name of ["estate", "archive"]) fs.mkdirSync(join(home, name));
  return { disk, home, root: Buffer.from(join(home, "estate")), archive: Buffer.from(join(home, "archive")), remove: () => fs.rmSync(home, { recursive: true, force: true }) };
}

/** Puts a file where its path text says, with its folders; a time with nanoseconds, long ago. */
export function put(root: Buffer, path: string, content: string | Buffer, mode = 0o644): void {
  const parts = path.split("/");
  parts.slice(1).forEach((_, i) => fs.mkdirSync(under(root, pathBytes(parts.slice(0, i + 1).join("/"))), { recursive: true }));
  const place = under(root, pathBytes(path));
  fs.writeFileSync(place, content);
  fs.chmodSync(place, mode);
}

/** Gives everything in an estate its own odd time, folders last. */
export function age(root: Buffer): void {
  let n = 0;
  const times = Object.keys(snapshot(root)).reverse().map((path) => [path === "." ? root : under(root, pathBytes(path)), `${1_600_000_000 + n++}.${String(n * 7919).padStart(9, "1")}`] as const);
  realDisk.touch(root, times);
}

/** Everything about a tree that a rollback must give back; hard links by the first name of the group. */
export function snapshot(root: Buffer): Record<string, string> {
  const found: Record<string, string> = {};
  const first = new Map<bigint, string>();
  const visit = (place: Buffer, path: string) => {
    const s = fs.lstatSync(place, { bigint: true });
    const kind = s.isDirectory() ? "folder" : s.isSymbolicLink() ? `link ${pathText(fs.readlinkSync(place, "buffer"))}` : s.isFile() ? `file ${sha256(fs.readFileSync(place))}` : "other";
    const same = s.isFile() && s.nlink > 1n ? ` = ${first.get(s.ino) ?? path}` : "";
    if (!first.has(s.ino)) first.set(s.ino, path);
    found[path] = `${kind} ${s.mode.toString(8)} ${s.uid}:${s.gid} ${s.mtimeNs}${same}`;
    if (s.isDirectory()) fs.readdirSync(place, { encoding: "buffer" }).sort(Buffer.compare).forEach((name) => visit(under(place, name), path === "." ? pathText(name) : `${path}/${pathText(name)}`));
  };
  visit(root, ".");
  return found;
}

/** Without times and owners of folders and files: what two runs of the same plan have in common. */
export const shape = (root: Buffer): Record<string, string> => Object.fromEntries(Object.entries(snapshot(root)).map(([path, text]) => [path, text.replace(/ \d+:\d+ \d+/, "")]));

export const makePlan = (steps: (Partial<Step> & { changes: Change[] })[]): ConsolidationPlan => ({
  version: 1,
  root: "estate",
  tree: "t",
  steps: steps.map((s, i) => ({ id: `s${i}`, phase: "base", title: `step ${i}`, cause: "a test", risk: "low", services: [], critical: [], ...s })),
});

export const write = (path: string, content: string, before: string | null = null, mode = 0o644): Change => ({ kind: "write", path, content, encoding: "utf8", mode, before });

/** The change that takes away what stands there. */
export function removal(root: Buffer, path: string): Change {
  const standing = look(realDisk, root, path);
  if (standing.kind === "file") return { kind: "remove", path, sha256: standing.sha256, mode: standing.mode };
  if (standing.kind === "link") return { kind: "unlink", path, target: standing.target };
  throw new Error(`nothing to remove at ${path}`);
}

const NAMES = ["a", "-rf", "two words", "new\\x0aline", "caf\\xe9", "it's", "$HOME", "`x`", "\\x81\\x88", "日本", "*", "\\x5cback", "\\x7f\\x01"];
const MODES = [0o644, 0o600, 0o755, 0o444, 0o4755];

/** Fills the estate at random and returns a plan at random for it, valid by construction. */
export function randomEstate(root: Buffer, gen: fc.GeneratorValue): ConsolidationPlan {
  const pick = <T>(...values: T[]): T => gen(fc.constantFrom, ...values) as T;
  const number = (max: number) => gen(fc.integer, { min: 0, max });
  const name = () => `${pick("", "x/", "x/y/", "-d/", "sp ace/", "caf\\xe9/")}${pick(...NAMES)}${number(2)}`;
  const content = () => `${number(5)}\n`;
  const state = new Map<string, { sha: string; mode: number } | { target: string }>();
  for (let i = 0; i < 4 + number(8); i++) {
    const path = name();
    if (state.has(path)) continue;
    const sort = number(5);
    const other = [...state].find(([, s]) => "sha" in s);
    if (sort === 0) {
      const target = pick("a0", "../../outside", "/etc/passwd", "new\\x0aline", "-x");
      put(root, path, "");
      fs.rmSync(under(root, pathBytes(path)));
      fs.symlinkSync(pathBytes(target), under(root, pathBytes(path)));
      state.set(path, { target });
    } else if (sort === 1 && other) {
      put(root, path, "");
      fs.rmSync(under(root, pathBytes(path)));
      fs.linkSync(under(root, pathBytes(other[0])), under(root, pathBytes(path)));
      state.set(path, other[1]);
    } else {
      const [text, mode] = [content(), pick(...MODES)];
      put(root, path, text, mode);
      state.set(path, { sha: sha256(Buffer.from(text)), mode });
    }
  }
  fs.mkdirSync(under(root, "empty"), { recursive: true });
  const steps = Array.from({ length: 1 + number(3) }, (): Change[] => {
    const changes: Change[] = [];
    for (let i = 0; i < 1 + number(4); i++) {
      const path = pick(...state.keys(), name(), `made/${name()}`);
      if (changes.some((c) => c.path === path)) continue;
      const now = state.get(path);
      const change = randomChange(path, now, content(), pick(...MODES), number(2) === 0);
      if (change.kind === "write") state.set(path, { sha: sha256(Buffer.from(change.content)), mode: change.mode });
      else if (change.kind === "link") state.set(path, { target: change.target });
      else state.delete(path);
      changes.push(change);
    }
    return changes;
  });
  return makePlan(steps.filter((s) => s.length > 0).map((c, i) => ({ changes: c, phase: PHASES[Math.min(i, 3)]! })));
}

function randomChange(path: string, now: { sha: string; mode: number } | { target: string } | undefined, content: string, mode: number, asLink: boolean): Change {
  if (now && "target" in now) return { kind: "unlink", path, target: now.target };
  if (asLink) return { kind: "link", path, target: "a0", before: now?.sha ?? null };
  if (now && content.startsWith("0")) return { kind: "remove", path, sha256: now.sha, mode: now.mode };
  return write(path, content, now?.sha ?? null, mode);
}

const CHANGING = ["write", "append", "rename", "unlink", "symlink", "link", "mkdir", "rmdir", "chmod", "chown", "touch"] as const satisfies (keyof Disk)[];

export class Killed extends Error {}

/** A disk whose process dies at its `at`-th change (0: the first), before it, or in the middle of a write; then nothing works any more. */
export function dyingDisk(at: number): Disk & { changes: () => number } {
  let count = 0;
  const disk: Record<string, unknown> = { ...realDisk, sync: () => undefined, changes: () => count };
  for (const key of CHANGING) {
    disk[key] = (...args: unknown[]) => {
      if (count > at) throw new Killed();
      if (count++ === at) {
        const [path, content] = args as [Buffer, Buffer];
        if (key === "write" || key === "append") fs.appendFileSync(path, content.subarray(0, content.length / 2));
        throw new Killed();
      }
      return (realDisk[key] as (...a: unknown[]) => unknown)(...args);
    };
  }
  return disk as unknown as Disk & { changes: () => number };
}

/** Runs the archive's own script. */
export function runScript(archive: Buffer, run = "0001", shell = "sh", ...words: string[]): { code: number | null; text: string } {
  const { status, stdout, stderr } = spawnSync(shell, [join(String(archive), run, "rollback.sh"), ...words], { encoding: "latin1" });
  return { code: status, text: stdout + stderr };
}
