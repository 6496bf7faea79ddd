/** Sources of COPY and ADD, and whether the build contexts have them. */
import { posix } from "node:path";
import { isHeredoc } from "../readers/dockerfile/check.ts";
import { takenFrom } from "../readers/dockerfile/instruction.ts";
import { expand } from "../readers/dockerfile/lexer.ts";
import type { Step } from "../readers/dockerfile/stages.ts";
import { globMatcher, isGlob } from "../readers/glob.ts";
import type { Tree } from "./tree.ts";

export interface Source {
  readonly line: number;
  /** Defaults put in. */
  readonly src: string;
}

export interface Sources {
  /** Paths that the context must have; wildcards among them. */
  readonly paths: readonly Source[];
  readonly urls: readonly Source[];
  /** A variable without a value is left. */
  readonly unresolved: readonly Source[];
  /** Lines that hold shell syntax as words, which COPY takes for sources. */
  readonly shellWords: readonly number[];
}

const URL = /^(https?|ftp|git|ssh):\/\/|^git@[\w.-]+:/i;
const SHELL_WORD = /^(\|\||&&|;|\||2>.*|>.*)$/s;

/** Sources of every COPY and ADD that reads the context. */
export function sourcesOf(steps: readonly Step[]): Sources {
  const found = { paths: [] as Source[], urls: [] as Source[], unresolved: [] as Source[], shellWords: [] as number[] };
  for (const { instruction, lookup, escape } of steps) {
    const { keyword, args, line, heredocs } = instruction;
    if ((keyword !== "COPY" && keyword !== "ADD") || takenFrom(instruction) !== undefined) continue;
    if (args.some((word) => SHELL_WORD.test(word))) found.shellWords.push(line);
    for (const word of args.slice(0, -1)) {
      if (heredocs.length > 0 && isHeredoc(word)) continue;
      const src = expand(word, lookup, escape);
      if (keyword === "ADD" && URL.test(src)) found.urls.push({ line, src });
      else if (src.includes("$")) found.unresolved.push({ line, src });
      else if (!URL.test(src)) found.paths.push({ line, src });
    }
  }
  return found;
}

/** Sources that begin outside the context; the builder takes them from its root. */
export function escaping(paths: readonly Source[]): Source[] {
  return paths.filter(({ src }) => posix.normalize(src.replace(/^\/+/, "")).split("/")[0] === "..");
}

/** What a context lacks: literal sources, and wildcards that match nothing. */
export function missingIn(tree: Tree, context: string, paths: readonly Source[]): { readonly literal: Source[]; readonly globs: Source[] } {
  const absent = paths.filter(({ src }) => !exists(tree, context, inContext(src)));
  return { literal: absent.filter(({ src }) => !isGlob(src)), globs: absent.filter(({ src }) => isGlob(src)) };
}

/** The components of a source, cleaned as an absolute path. */
function inContext(src: string): string[] {
  return posix
    .normalize(`/${src}`)
    .split("/")
    .filter((part) => part !== "");
}

/** A component at a time: links that lead back are followed as often as the source says, and no place twice for one component. */
function exists(tree: Tree, context: string, parts: readonly string[]): boolean {
  let folders = foldersIn(tree, [context]);
  for (const [i, part] of parts.entries()) {
    const matches = isGlob(part) ? globMatcher(part) : undefined;
    const names = (folder: string) => (isGlob(part) ? tree.namesIn(folder).filter((name) => matches?.(name)) : [part]);
    const found = folders.flatMap((folder) => names(folder).map((name) => posix.join(folder, name))).filter((path) => tree.entry(path) !== undefined);
    if (i === parts.length - 1) return found.length > 0;
    folders = foldersIn(tree, found);
  }
  return folders.length > 0;
}

function foldersIn(tree: Tree, paths: readonly string[]): string[] {
  const resolved = paths.map((path) => tree.resolve(path));
  return [...new Set(resolved.flatMap((found) => (typeof found === "string" || found.kind !== "directory" ? [] : found.path)))];
}
