import { basename } from "node:path/posix";
import { readShell, type Part, type Script, type SimpleCommand } from "./read.ts";

/** A program that a script starts, after what only wraps it (`sudo`, `env A=1`, `timeout 5` ...) is taken off. */
export interface Started {
  /** The program's name without its directory. */
  readonly name: string;
  readonly args: readonly string[];
  readonly sudo: boolean;
  /** The substitutions in its words. */
  readonly substitutions: readonly Script[];
  /** Those of them that it reads as files. */
  readonly feeds: readonly Script[];
  /** The script that it is given as text: `sh -c '...'`, `eval '...'`. */
  readonly script: Script | undefined;
}

export const SHELLS: ReadonlySet<string> = new Set(["sh", "bash", "dash", "ash", "zsh", "ksh"]);

/** Wrappers: options that take a value, and how many words stand before the wrapped command. */
const WRAPPERS: Readonly<Record<string, { readonly valued: readonly string[]; readonly words?: number }>> = {
  sudo: { valued: ["-u", "-g", "-h", "-p", "-C", "-r", "-t", "-U", "-D", "-R", "-T"] },
  doas: { valued: ["-u", "-C"] },
  env: { valued: ["-u", "-C", "-S"] },
  nice: { valued: ["-n"] },
  ionice: { valued: ["-c", "-n"] },
  timeout: { valued: ["-s", "-k"], words: 1 },
  xargs: { valued: ["-I", "-n", "-P", "-d", "-a", "-L", "-s", "-E"] },
  exec: { valued: ["-a"] },
  command: { valued: [] },
  nohup: { valued: [] },
  time: { valued: ["-f", "-o"] },
  stdbuf: { valued: ["-i", "-o", "-e"] },
  eatmydata: { valued: [] },
  setsid: { valued: [] },
};
/** Script texts inside script texts are read this deep. */
const DEEPEST = 4;

/** The program of a simple command; undefined for assignments only. */
export function startedBy(command: SimpleCommand, depth = 0): Started | undefined {
  let words = command.words;
  let sudo = false;
  for (;;) {
    const start = words.findIndex((word) => !/^[A-Za-z_]\w*\+?=/.test(word));
    if (start < 0) return undefined;
    words = words.slice(start);
    const name = basename(words[0]!);
    const wrapper = Object.hasOwn(WRAPPERS, name) ? WRAPPERS[name]! : undefined;
    const inner = wrapper && unwrapped(words, wrapper);
    // `command -v x` and `sudo` alone start nothing else.
    if (!inner || inner.length === 0 || (name === "command" && /^-[vVp]*[vV]/.test(words[1] ?? ""))) {
      const args = words.slice(1);
      const text = depth < DEEPEST ? scriptText(name, args) : undefined;
      return { name, args, sudo, substitutions: command.substitutions, feeds: command.feeds, script: text === undefined ? undefined : readShell(text) };
    }
    sudo ||= name === "sudo" || name === "doas";
    words = inner;
  }
}

/** Every program that a script starts, in order, those in brackets, substitutions and `sh -c` texts too. */
export function programs(script: Script, sudo = false, depth = 0): Started[] {
  return script.flatMap((pipeline) => pipeline.flatMap((part) => programsOf(part, sudo, depth)));
}

/** The programs of one part of a pipeline. */
export function programsOf(part: Part, sudo = false, depth = 0): Started[] {
  if ("group" in part) return programs(part.group, sudo, depth);
  const inner = part.substitutions.flatMap((script) => programs(script, sudo, depth));
  const found = startedBy(part, depth);
  if (!found) return inner;
  const started = { ...found, sudo: found.sudo || sudo };
  return [...inner, started, ...(started.script ? programs(started.script, started.sudo, depth + 1) : [])];
}

function unwrapped(words: readonly string[], wrapper: { readonly valued: readonly string[]; readonly words?: number }): readonly string[] {
  let at = 1;
  while (at < words.length && words[at]!.startsWith("-") && words[at] !== "-") {
    const option = words[at++]!;
    if (option === "--") break;
    if (wrapper.valued.includes(option)) at++;
  }
  return words.slice(at + (wrapper.words ?? 0));
}

function scriptText(name: string, args: readonly string[]): string | undefined {
  if (name === "eval") return args.join(" ");
  if (!SHELLS.has(name)) return undefined;
  const at = args.findIndex((arg) => /^-[a-zA-Z]*c$/.test(arg));
  return at >= 0 && args.slice(0, at).every((arg) => /^[-+]/.test(arg) || arg === "pipefail") ? args[at + 1] : undefined;
}
