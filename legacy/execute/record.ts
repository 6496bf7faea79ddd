/** What a step finds before it begins: enough to give it back exactly. */
import { digest } from "../../infra/digest.ts";
import { foldersOf } from "../path-text.ts";
import type { Step } from "../plan-types.ts";
import type { Disk } from "./disk.ts";
import { afterOf, hardLinks, look, type Expected, type Meta, type Standing } from "./standing.ts";

export type Was = { readonly kind: "none" } | ({ readonly kind: "file"; readonly sha256: string } & Meta) | ({ readonly kind: "link"; readonly target: string } & Meta);

export interface FileRecord {
  /** Path text. */
  readonly path: string;
  /** Where its new form is made before it takes the place of the old one. */
  readonly temporary: string;
  readonly was: Was;
  readonly now: Expected;
  /** Other names of the same file, hard links: first those that the step leaves alone. */
  readonly alike: readonly string[];
}

export interface StepRecord {
  readonly step: string;
  /** Name of the record before this one, null for the first: a missing record is noticed. */
  readonly after: string | null;
  /** Every folder on the way to a changed path, outermost first; `.` is the estate. Null: there was none. */
  readonly folders: readonly { readonly path: string; readonly was: Meta | null }[];
  readonly files: readonly FileRecord[];
}

/** @param after name of the record before this one */
export function recordOf(disk: Disk, root: Buffer, step: Step, after: string | null): StepRecord {
  const changed = new Set(step.changes.map((c) => c.path));
  let names: ReadonlyMap<string, readonly string[]> | undefined;
  const namesOf = (inode: string) => (names ??= hardLinks(disk, root)).get(inode) ?? [];
  const folders = [...new Set([".", ...step.changes.flatMap((c) => foldersOf(c.path))])].sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
  return {
    step: step.id,
    after,
    folders: folders.map((path) => {
      const standing = look(disk, root, path);
      return { path, was: standing.kind === "folder" ? metaOf(standing) : null };
    }),
    files: step.changes.map((change) => {
      const standing = look(disk, root, change.path);
      const alike = standing.kind === "file" && standing.links > 1 ? namesOf(standing.inode).filter((p) => p !== change.path).sort((a, b) => Number(changed.has(a)) - Number(changed.has(b))) : [];
      return { path: change.path, temporary: temporaryOf(change.path), was: wasOf(standing), now: afterOf(change), alike };
    }),
  };
}

const depth = (path: string) => (path === "." ? 0 : path.split("/").length);
const metaOf = ({ mode, owner, mtime }: Meta): Meta => ({ mode, owner, mtime });

function wasOf(standing: Standing): Was {
  if (standing.kind === "file") return { kind: "file", sha256: standing.sha256, ...metaOf(standing) };
  if (standing.kind === "link") return { kind: "link", target: standing.target, ...metaOf(standing) };
  return { kind: "none" };
}

/** The files in the order of undoing: what was not there goes first and makes room. */
export const inUndoOrder = ({ files }: StepRecord): FileRecord[] => [...files].sort((a, b) => Number(a.was.kind !== "none") - Number(b.was.kind !== "none"));

/** In the same folder, so that a rename is atomic; the same for every run, so that what a killed one left is found. */
function temporaryOf(path: string): string {
  return [...path.split("/").slice(0, -1), `.sutazai-${digest([path]).slice(0, 12)}.tmp`].join("/");
}
