import { programs, programsOf, SHELLS, startedBy, type Started } from "./commands.ts";
import type { Part, Script } from "./read.ts";

const LOADERS = new Set(["curl", "wget"]);

/** True when `apt-get install` or `apt install` runs without `--no-install-recommends`. */
export function aptWithRecommends(script: Script): boolean {
  return programs(script).some(({ name, args }) => (name === "apt-get" || name === "apt") && args.includes("install") && !args.some((arg) => arg === "--no-install-recommends" || /APT::Install-Recommends=["']?(?:0|false|no)\b/i.test(arg)));
}

/**
 * True when what curl or wget loads goes to a shell: in a later part of the pipeline, as `sh -c "$(curl ...)"`,
 * `bash <(curl ...)` or `eval "$(curl ...)"`.
 */
export function pipesToShell(script: Script, depth = 0): boolean {
  if (depth > 20) return false;
  return script.some((pipeline) => {
    const first = pipeline.findIndex(loads);
    if (first >= 0 && pipeline.slice(first + 1).some(isShell)) return true;
    return pipeline.some((part) => runsLoaded(part, depth));
  });
}

function loads(part: Part): boolean {
  return programsOf(part).some(({ name }) => LOADERS.has(name));
}

function isShell(part: Part): boolean {
  const found = "group" in part ? programs(part.group) : [startedBy(part)];
  return found.some((program) => program !== undefined && SHELLS.has(program.name));
}

function runsLoaded(part: Part, depth: number): boolean {
  if ("group" in part) return pipesToShell(part.group, depth + 1);
  const program = startedBy(part);
  if (program && loadedScripts(program).some((script) => programs(script).some(({ name }) => LOADERS.has(name)))) return true;
  return [...part.substitutions, ...(program?.script ? [program.script] : [])].some((script) => pipesToShell(script, depth + 1));
}

/** Substitutions whose output a program runs: what a shell reads, commands of a `-c` text, all that eval gets. An argument is not run. */
function loadedScripts({ name, substitutions, feeds, script }: Started): readonly Script[] {
  if (name === "eval") return substitutions;
  if (!SHELLS.has(name)) return [];
  return [...feeds, ...(script ?? []).flat().flatMap((part) => ("words" in part && /^(\$\(|`)/.test(part.words[0] ?? "") ? part.substitutions : []))];
}
