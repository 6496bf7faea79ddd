/** The Dockerfiles of a folder with what surrounds them, read only. */
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { decode } from "../readers/text.ts";
import { subjectOf, type BuildContext, type Subject } from "./subject.ts";

const SKIPPED: ReadonlySet<string> = new Set([".git", "node_modules"]);
/** A larger file is no Dockerfile. */
const MOST_BYTES = 4 * 1024 * 1024;

/** A Dockerfile of a folder, or why it, or a folder in which one may be, could not be read. */
export type Found = { readonly file: string } & ({ readonly subject: Subject } | { readonly unreadable: string });

/** `Dockerfile`, `Dockerfile.*`, `*.Dockerfile`. */
const isDockerfile = (name: string) => /^Dockerfile(\..+)?$|\.Dockerfile$/.test(name);

interface Places {
  /** Paths relative to the root, sorted. */
  readonly files: readonly string[];
  readonly unreadable: readonly Found[];
}

/** The Dockerfiles below a folder; links are not followed, `.git` and `node_modules` skipped. */
function dockerfilesIn(root: string): Places {
  const files: string[] = [];
  const unreadable: Found[] = [];
  const visit = (folder: string) => {
    try {
      for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
        const path = join(folder, entry.name);
        if (entry.isDirectory() && !SKIPPED.has(entry.name)) visit(path);
        else if (entry.isFile() && isDockerfile(entry.name)) files.push(path);
      }
    } catch (error) {
      unreadable.push({ file: folder || ".", unreadable: (error as Error).message });
    }
  };
  visit("");
  return { files: files.sort(), unreadable };
}

/**
 * Reads the Dockerfiles of a folder. COPY is looked up in the Dockerfile's own folder and in the root, the two usual contexts.
 * @param baseOf the Dockerfile that the build argument of a file's FROM stands for, both relative to the root.
 */
export function readFolder(root: string, baseOf: (file: string) => string | undefined = () => undefined): Found[] {
  const read = new Map<string, Found>();
  const find = (file: string): Found => {
    const known = read.get(file);
    if (known !== undefined) return known;
    const base = baseOf(file);
    const below = base === undefined || base === file || !existsSync(join(root, base)) ? undefined : find(base);
    const found = readOne(root, file, below && "subject" in below ? below.subject : undefined);
    read.set(file, found);
    return found;
  };
  const { files, unreadable } = dockerfilesIn(root);
  return [...files.map(find), ...unreadable];
}

function readOne(root: string, file: string, base: Subject | undefined): Found {
  try {
    const path = join(root, file);
    const { size } = lstatSync(path);
    if (size > MOST_BYTES) return { file, unreadable: `it has ${size} bytes` };
    return { file, subject: subjectOf(decode(readFileSync(path)).text, { context: contextOf(root, dirname(path)), ...(base ? { base } : {}) }) };
  } catch (error) {
    return { file, unreadable: (error as Error).message };
  }
}

function contextOf(root: string, folder: string): BuildContext {
  const folders = relative(root, folder) === "" ? [root] : [folder, root];
  const exists = (path: string) => lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  return { exists: (path) => folders.some((f) => exists(join(f, path))) };
}
