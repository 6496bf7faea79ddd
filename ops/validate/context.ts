/** A build context as the tar stream that the engine takes. */
import dockerignore from "@balena/dockerignore";
import { existsSync, readdirSync, readFileSync, readlinkSync, statSync, createReadStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { pack, type Pack } from "tar-stream";
import type { PastFile } from "../../legacy/execute/gate.ts";
import { takenFrom, type Instruction } from "../../readers/dockerfile/instruction.ts";

/** The name of the Dockerfile in the stream: no file of a context has it. */
export const DOCKERFILE = ".sutazai-validate.Dockerfile";

/** Files of a folder that are taken to be other than they are: nothing, a file or a link, by path from the folder. */
export type Overlay = ReadonlyMap<string, PastFile>;

/**
 * Streams a folder without what its .dockerignore leaves out and without what no COPY or ADD can name; of links the link itself.
 * Names that are no text, sockets, pipes and devices are left out.
 * @param folder absolute.
 * @param dockerfile the text to build by.
 * @param overlay what stands in the place of the folder's own files.
 */
export function contextStream(folder: string, dockerfile: string, instructions: readonly Instruction[], overlay: Overlay = new Map()): Pack {
  const stream = pack();
  const wanted = wantedPaths(instructions);
  const ignored = ignoredBy(folder, overlay.get(".dockerignore"));
  const visit = async (relative: string): Promise<void> => {
    if (relative === "" && overlay.size > 0 && !existsSync(folder)) return;
    for (const entry of readdirSync(join(folder, relative), { withFileTypes: true })) {
      const name = relative === "" ? entry.name : `${relative}/${entry.name}`;
      if (name.includes("\uFFFD") || overlay.has(name) || !isWanted(name, wanted)) continue;
      if (entry.isDirectory()) await visit(name);
      else if (!ignored(name)) await add(stream, folder, name, entry.isSymbolicLink() ? "link" : entry.isFile() ? "file" : "other");
    }
  };
  stream.entry({ name: DOCKERFILE, mtime: EPOCH }, dockerfile);
  const visitOverlay = () => {
    for (const [name, was] of overlay) if (was.kind !== "none" && isWanted(name, wanted) && !ignored(name)) addPast(stream, name, was);
  };
  visit("").then(visitOverlay).then(() => stream.finalize(), (error: unknown) => stream.destroy(error as Error));
  return stream;
}

function addPast(stream: Pack, name: string, was: Exclude<PastFile, { kind: "none" }>): void {
  if (was.kind === "link") stream.entry({ name, type: "symlink", linkname: was.target, mtime: EPOCH });
  else stream.entry({ name, mode: was.mode & 0o777, mtime: EPOCH }, was.bytes);
}

/** The engine's cache does not look at times; the same context makes the same stream. */
const EPOCH = new Date(0);

async function add(stream: Pack, folder: string, name: string, kind: "link" | "file" | "other"): Promise<void> {
  const path = join(folder, name);
  if (kind === "link") stream.entry({ name, type: "symlink", linkname: readlinkSync(path), mtime: EPOCH });
  if (kind !== "file") return;
  const { mode, size } = statSync(path);
  await pipeline(createReadStream(path), stream.entry({ name, mode: mode & 0o777, size, mtime: EPOCH }));
}

/**
 * What COPY and ADD can name, as paths without their wildcards: `src`, `app/` of `app/*.py`; undefined when one can name everything.
 * Words with variables can name everything.
 */
export function wantedPaths(instructions: readonly Instruction[]): string[] | undefined {
  const wanted: string[] = [];
  for (const { keyword, flags, args, heredocs, trigger } of instructions) {
    if (trigger) return undefined;
    if ((keyword !== "COPY" && keyword !== "ADD") || takenFrom({ flags }) !== undefined) continue;
    if (heredocs.length > 0) continue;
    for (const source of args.slice(0, -1)) {
      const parts = source.split("/").filter((part) => part !== "" && part !== ".");
      const special = parts.findIndex((part) => /[*?[\\$"']/.test(part) || part === "..");
      const prefix = (special < 0 ? parts : parts.slice(0, special)).join("/");
      if (prefix === "") return undefined;
      wanted.push(prefix);
    }
  }
  // `RUN --mount=type=bind` takes files of the context, too.
  return instructions.some(({ keyword, flags }) => keyword === "RUN" && flags.some((flag) => flag.startsWith("--mount="))) ? undefined : wanted;
}

function isWanted(name: string, wanted: readonly string[] | undefined): boolean {
  return wanted === undefined || wanted.some((path) => path === name || path.startsWith(`${name}/`) || name.startsWith(`${path}/`));
}

function ignoredBy(folder: string, was: PastFile | undefined): (name: string) => boolean {
  const file = join(folder, ".dockerignore");
  const text = was ? (was.kind === "file" ? was.bytes.toString("utf8") : undefined) : existsSync(file) ? readFileSync(file, "utf8") : undefined;
  if (text === undefined) return () => false;
  const rules = dockerignore.default({ ignorecase: false }).add(text);
  return (name) => rules.ignores(name);
}
