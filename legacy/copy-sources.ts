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

function exists(tree: Tree, folder: string, parts: readonly string[]): boolean {
  const resolved = tree.resolve(folder);
  if (typeof resolved === "string" || resolved.kind !== "directory") return false;
  const [first, ...rest] = parts;
  if (first === undefined) return true;
  const there = (name: string) => {
    const path = posix.join(resolved.path, name);
    return tree.entry(path) !== undefined && (rest.length === 0 || exists(tree, path, rest));
  };
  if (!isGlob(first)) return there(first);
  const matches = globMatcher(first);
  return matches !== undefined && tree.namesIn(resolved.path).some((name) => matches(name) && there(name));
}
