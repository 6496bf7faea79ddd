/** An estate in memory: what lies where, and the text of every file that can refer to another. */
import { lstatSync } from "node:fs";
import { basename } from "node:path";
import { readCompose, type ComposeFile } from "../../readers/compose/read.ts";
import type { Dockerfile } from "../../readers/dockerfile/instruction.ts";
import { parseDockerfile } from "../../readers/dockerfile/parse.ts";
import { kindOf } from "../kinds.ts";
import { foldersOf, pathBytes } from "../path-text.ts";
import { contentOf, type Change } from "../plan-types.ts";
import { byCodePoint, Tree, walk, type Entry, type TreeProblem } from "../tree.ts";

export interface EstateFile {
  readonly mode: number;
  /** Undefined for a file that is not read: too long, or of a kind that refers to nothing. */
  readonly bytes: Buffer | undefined;
}

/** Paths are relative, with `/`, as `pathText` writes them. */
export interface Estate {
  readonly name: string;
  readonly files: ReadonlyMap<string, EstateFile>;
  /** Symbolic links and their targets. */
  readonly links: ReadonlyMap<string, string>;
  readonly folders: ReadonlySet<string>;
  /** Folders, and files that would have been looked into, that could not be read, with the reason. */
  readonly unread?: readonly TreeProblem[];
}

/** Where a plan puts what it makes, from the estate's root. */
export const FOLDER = "consolidated";
/** Bytes of a file that is read for what it mentions. */
const READ_UP_TO = 2 ** 20;
/** Texts in which people and programs name files. */
const TALKS = /(^|\/)([Mm]akefile|GNUmakefile|Jenkinsfile|Justfile|Procfile|Vagrantfile)[^/]*$|\.(sh|bash|zsh|mk|ya?ml|md|py|toml|cfg|ini|js|ts|mjs|env|service|ps1|bat|dockerignore)$|(^|\/)\.env[^/]*$/;

export const textOf = (file: EstateFile | undefined): string => file?.bytes?.toString("utf8").replace(/^\uFEFF/, "") ?? "";

const composeFiles = new WeakMap<EstateFile, ComposeFile>();
const dockerfiles = new WeakMap<EstateFile, Dockerfile>();

/** A file read as a compose file or as a Dockerfile, once. */
export const composeOf = (file: EstateFile): ComposeFile => once(composeFiles, file, () => readCompose(textOf(file)));
export const dockerfileOf = (file: EstateFile): Dockerfile => once(dockerfiles, file, () => parseDockerfile(textOf(file)));

function once<T>(known: WeakMap<EstateFile, T>, file: EstateFile, read: () => T): T {
  const found = known.get(file) ?? read();
  known.set(file, found);
  return found;
}

/** Whether a path is there: a file, a folder or a link. */
export const exists = ({ files, folders, links }: Estate, path: string): boolean => path === "." || files.has(path) || folders.has(path) || links.has(path);

/** Reads the tree below a folder; links are noted, never followed; what cannot be read is there without bytes, and in `unread`. */
export function readEstate(root: string): Estate {
  const factsOf = (path: string) => lstatSync(Buffer.concat([Buffer.from(`${root}/`), pathBytes(path)]), { throwIfNoEntry: false });
  return estateFrom(walk(root), basename(root), factsOf);
}

/** @param factsOf size and mode of a file; undefined when it is gone. */
export function estateFrom(tree: Tree, name: string, factsOf: (path: string) => { readonly size: number; readonly mode: number } | undefined): Estate {
  const files = new Map<string, EstateFile>();
  const links = new Map<string, string>();
  const folders = new Set<string>();
  const unread = tree.unreadable();
  const bytesOf = (path: string): Buffer | undefined => {
    const content = tree.read(path);
    if ("bytes" in content) return Buffer.from(content.bytes);
    unread.push({ path, problem: content.problem });
    return undefined;
  };
  for (const path of tree.paths) {
    const entry = tree.entry(path)!;
    const facts = entry.kind === "file" ? factsOf(path) : undefined;
    if (entry.kind === "directory") folders.add(path);
    else if (entry.kind === "symlink") links.set(path, entry.target!);
    else if (facts) files.set(path, { mode: facts.mode & 0o7777, bytes: isWanted(path, facts.size) ? bytesOf(path) : undefined });
  }
  return { name, files, links, folders, unread: unread.sort((a, b) => byCodePoint(a.path, b.path)) };
}

const isWanted = (path: string, size: number) => kindOf(path) !== undefined || path.startsWith(`${FOLDER}/`) || (size <= READ_UP_TO && TALKS.test(path));

/** The estate as changes leave it; a folder whose last file goes is gone, one that was empty stays. */
export function changed(estate: Estate, changes: readonly Change[]): Estate {
  const files = new Map(estate.files);
  const links = new Map(estate.links);
  for (const change of changes) {
    files.delete(change.path);
    links.delete(change.path);
    if (change.kind === "write") files.set(change.path, { mode: change.mode, bytes: contentOf(change) });
    if (change.kind === "link") links.set(change.path, change.target);
  }
  const held = foldersWith([...estate.files.keys(), ...estate.links.keys()]);
  const empty = [...estate.folders].filter((folder) => !held.has(folder));
  return { ...estate, files, links, folders: new Set([...empty, ...foldersWith([...files.keys(), ...links.keys()])]) };
}

const foldersWith = (paths: readonly string[]) => new Set(paths.flatMap(foldersOf));

/**
 * The estate as a tree, for what asks one.
 * @param disk knows what lies in folders that are never walked.
 */
export function estateTree({ files, links, folders }: Estate, disk?: Tree): Tree {
  const entries = new Map<string, Entry>([...folders].map((path) => [path, { kind: "directory" }]));
  for (const path of files.keys()) entries.set(path, { kind: "file" });
  for (const [path, target] of links) entries.set(path, { kind: "symlink", target });
  return new Tree({ entries, problems: [], read: (path) => (files.get(path)?.bytes ? { bytes: files.get(path)!.bytes! } : { problem: "not read" }), skipped: (path) => disk?.entry(path) });
}
