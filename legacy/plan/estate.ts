/** An estate in memory: what lies where, and the text of every file that can refer to another. */
import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";
import { foldersOf, pathText } from "../path-text.ts";
import { contentOf, type Change } from "../plan-types.ts";

export type Kind = "dockerfile" | "requirements" | "compose" | "other";

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
}

const SKIPPED = new Set([".git", "node_modules"]);
/** Bytes of a file that is read for its references. */
const READ_UP_TO = 2 ** 20;
const TALKS = /(^|\/)([Mm]akefile|GNUmakefile|Jenkinsfile|Justfile|Procfile|Vagrantfile)[^/]*$|\.(sh|bash|zsh|mk|ya?ml|md|py|toml|cfg|ini|js|ts|mjs|env|service|ps1|bat|dockerignore)$|(^|\/)\.env[^/]*$/;

/** By the base name, case-sensitively. */
export function kindOf(path: string): Kind {
  const name = basename(path);
  if (name === "Dockerfile" || name.startsWith("Dockerfile.") || name.endsWith(".Dockerfile")) return "dockerfile";
  if (/^requirements.*\.txt$/.test(name)) return "requirements";
  return /^(docker-compose|compose).*\.ya?ml$/.test(name) ? "compose" : "other";
}

/** A path with `archive` or `backup` in it, or a name that ends as copies do. */
export const isArchived = (path: string): boolean => /archive|backup/i.test(path) || /\.(old|bak|orig)$/.test(path);

export const textOf = (file: EstateFile | undefined): string => file?.bytes?.toString("utf8").replace(/^\uFEFF/, "") ?? "";

/** Whether a path is there: a file, a folder or a link. */
export const exists = ({ files, folders, links }: Estate, path: string): boolean => path === "." || files.has(path) || folders.has(path) || links.has(path);

export const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

/** Reads the tree below a folder; links are noted, never followed, and what cannot be read is there without text. */
export function readEstate(root: string): Estate {
  const files = new Map<string, EstateFile>();
  const links = new Map<string, string>();
  const folders = new Set<string>();
  const walk = (folder: Buffer, below: string): void => {
    for (const entry of readdirSync(folder, { encoding: "buffer" }).sort(Buffer.compare)) {
      const whole = Buffer.concat([folder, Buffer.from("/"), entry]);
      const path = below + pathText(entry);
      const facts = lstatSync(whole);
      if (facts.isSymbolicLink()) links.set(path, pathText(readlinkSync(whole, { encoding: "buffer" })));
      else if (facts.isFile()) files.set(path, { mode: facts.mode & 0o7777, bytes: facts.size <= READ_UP_TO && (kindOf(path) !== "other" || TALKS.test(path)) ? read(whole) : undefined });
      else if (facts.isDirectory() && !SKIPPED.has(entry.toString())) {
        folders.add(path);
        walk(whole, `${path}/`);
      }
    }
  };
  walk(Buffer.from(root), "");
  return { name: basename(root), files, links, folders };
}

function read(path: Buffer): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

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
