/** An estate before a phase, and with the files in it that the manifest keeps as rows. */
import { ProblemsError, type Problem } from "../../infra/problems.ts";
import type { PastFile } from "../execute/gate.ts";
import type { Change } from "../plan-types.ts";
import { changed, type Estate } from "./estate.ts";
import { filesAgain } from "./generate.ts";
import { MANIFEST } from "./manifest.ts";

/** The estate with every path as it was. */
export const asBefore = (now: Estate, past: ReadonlyMap<string, PastFile>): Estate => changed(now, [...past].map(([path, was]) => changeBack(path, was)));

function changeBack(path: string, was: PastFile): Change {
  if (was.kind === "file") return { kind: "write", path, content: was.bytes.toString("base64"), encoding: "base64", mode: was.mode, before: null };
  return was.kind === "link" ? { kind: "link", path, target: was.target, before: null } : { kind: "unlink", path, target: "" };
}

/** Files that a phase took away and the manifest makes again, and why some cannot be made. */
export function madeAgain(now: Estate, past: ReadonlyMap<string, PastFile>): { readonly files: ReadonlyMap<string, string>; readonly problems: readonly Problem[] } {
  if (!now.files.has(MANIFEST)) return { files: new Map(), problems: [] };
  try {
    const gone = filesAgain(now).filter(({ path, standing }) => standing === "missing" && past.get(path)?.kind === "file");
    return { files: new Map(gone.map(({ path, content }) => [path, content])), problems: [] };
  } catch (error) {
    if (error instanceof ProblemsError) return { files: new Map(), problems: error.problems };
    throw error;
  }
}

/** The estate with these files in it. */
export const withFiles = (now: Estate, files: ReadonlyMap<string, string>): Estate => changed(now, [...files].map(([path, content]) => ({ kind: "write", path, content, encoding: "utf8", mode: 0o644, before: null })));
