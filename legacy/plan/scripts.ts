/** Old scripts that a command has taken the place of: wrappers under their names, and what could become one. Pure. */
import { posix } from "node:path";
import type { Problem } from "../../infra/problems.ts";
import { programs } from "../../readers/shell/commands.ts";
import { readShell } from "../../readers/shell/read.ts";
import { isArchived, kindOf } from "../kinds.ts";
import { wrapperText } from "../wrappers.ts";
import { exists, FOLDER, textOf, type Estate } from "./estate.ts";
import { ownersOf, type Proposal } from "./proposal.ts";
import type { Scene } from "./scene.ts";
import { firstOf } from "../../infra/words.ts";

/** What a user says of one old script. */
export interface ScriptMapping {
  /** In the estate, relative to its root. */
  readonly path: string;
  readonly command: readonly string[];
  /** The arguments mean the same to the new command; without it they are refused. */
  readonly passArguments: boolean;
}

const SCRIPT = /\.(sh|bash|zsh|mk)$|(^|\/)(GNUm|[Mm])akefile[^/]*$|\.ya?ml$|\.(py|service)$/;

/** A wrapper for each; the old script is in the archive as every file that is replaced. */
export function wrapperProposals({ estate, references }: Scene, mappings: readonly ScriptMapping[]): { readonly proposals: readonly Proposal[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const proposals = mappings.flatMap((mapping): Proposal[] => {
    const { path, command, passArguments } = mapping;
    const image = references.all.find((r) => r.to === path && (r.kind === "copy" || r.kind === "bind"));
    const reason = image ? { rule: "a script of the host", got: `${image.from}:${image.line} takes it into a container`, fix: "leave it out" } : refusal(estate, path);
    if (reason) {
      problems.push({ path: `--scripts: ${path}`, ...reason });
      return [];
    }
    const old = estate.files.get(path);
    const called = callers(estate, path);
    const by = called.length > 0 ? `; ${firstOf(called)} name it${passArguments ? "" : ", and arguments are refused"}` : "";
    return [{ path, content: wrapperText({ command, passArguments }), cause: `its work is done by ${command.join(" ")}${old ? "" : "; the script itself is gone"}${by}`, risk: "high", phase: "final", services: ownersOf(path, []), needs: [], mode: (old?.mode ?? 0o755) | 0o111 }];
  });
  return { proposals, problems };
}

function refusal(estate: Estate, path: string): Omit<Problem, "path"> | undefined {
  if (estate.links.has(path) || estate.folders.has(path)) return { rule: "a file, or nothing", got: "a link or a folder", fix: "name the file itself" };
  if (kindOf(path) !== undefined || path.startsWith(`${FOLDER}/`)) return { rule: "a script", got: "a file that the plan deals with otherwise", fix: "leave it out" };
  const parent = posix.dirname(path);
  if (!estate.files.has(path) && parent !== "." && !exists(estate, parent)) return { rule: "in a folder of the estate", got: `no folder ${parent}`, fix: "correct the path, seen from the estate's root" };
  const [sourced] = sourcedBy(estate, path);
  return sourced === undefined ? undefined : { rule: "a script that is run, not read into another shell: a wrapper replaces the shell that reads it", got: `${sourced} sources it`, fix: `change ${sourced.replace(/:\d+$/, "")} first` };
}

const named = (word: string, path: string) => posix.basename(word) === posix.basename(path);
const texts = ({ files }: Estate) => [...files].filter(([from, file]) => file.bytes && SCRIPT.test(from));

/** Scripts that read this one with `.` or `source`; names that a variable makes are compared by their last part. */
function sourcedBy(estate: Estate, path: string): string[] {
  return texts(estate).flatMap(([from, file]) => {
    if (from === path || !/\.(sh|bash|zsh)$/.test(from) || !textOf(file).includes(posix.basename(path))) return [];
    return programs(readShell(textOf(file))).some(({ name, args }) => (name === "." || name === "source") && args[0] !== undefined && named(args[0], path)) ? [from] : [];
  });
}

function callers(estate: Estate, path: string): string[] {
  const word = new RegExp(`(^|[^\\w.-])${posix.basename(path).replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\w-])`, "m");
  return texts(estate).filter(([from, file]) => from !== path && word.test(textOf(file))).map(([from]) => from).sort();
}

/** Names that say that a script is about the whole platform, and the command that does that. */
const KNOWN: readonly (readonly [name: RegExp, command: string])[] = [
  [/^(?:deploy|start|startup|up|launch|fast_start)(?:[_-](?:all|sutazai\w*|system|platform|stack|services|infrastructure|complete|everything))*\.sh$/, "sutazai up"],
  [/^(?:stop|shutdown|down)(?:[_-](?:all|sutazai\w*|system|platform|stack|services|everything))*\.sh$/, "sutazai down"],
  [/^(?:health[_-]?check|check[_-]?health|validate[_-]deployment|smoke[_-]?test)(?:[_-](?:all|system|platform|services))*\.sh$/, "sutazai verify"],
  [/^(?:check[_-])?(?:system[_-])?status\.sh$/, "sutazai status"],
  [/^(?:backup|restore)(?:[_-](?:all|system|platform|databases?|volumes|data))*\.sh$/, ""],
];

/** Scripts that look as if a command could take their place; an empty command: there is none yet. For people to decide, never done by itself. */
export function scriptCandidates(estate: Estate): { readonly path: string; readonly command: string }[] {
  return [...estate.files.keys()].filter((path) => !isArchived(posix.dirname(path)) && !path.startsWith(`${FOLDER}/`)).flatMap((path) => {
    const known = KNOWN.find(([name]) => name.test(posix.basename(path)));
    return known ? [{ path, command: known[1] }] : [];
  });
}

/** As lines of the file that `--scripts` takes. */
export function candidateText(found: readonly { readonly path: string; readonly command: string }[]): string[] {
  if (found.length === 0) return [];
  return ["scripts whose place a command could take; check each, and give those that you want with --scripts FILE:", ...found.map(({ path, command }) => (command === "" ? `  # ${JSON.stringify(path)}: no command takes its place; keep it` : `  ${JSON.stringify(path)}: ${command}`))];
}
