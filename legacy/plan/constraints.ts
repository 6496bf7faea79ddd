/** The shared constraint set in the builds that may use it: which those are, and their Dockerfile with it. Pure. */
import dockerignore from "@balena/dockerignore";
import { posix } from "node:path";
import type { Instruction } from "../../readers/dockerfile/instruction.ts";
import { parseDockerfile } from "../../readers/dockerfile/parse.ts";
import { programsOfRun } from "../../readers/dockerfile/run.ts";
import { readRequirements } from "../../readers/requirements/read.ts";
import type { Started } from "../../readers/shell/commands.ts";
import { exists, textOf, type Estate } from "./estate.ts";
import { askedBy } from "./pins.ts";
import type { Pins } from "./registry.ts";

/** The set's name in a build context, and where an image has it while it is built. */
export const CONSTRAINTS = "constraints.txt";
const IN_IMAGE = `/tmp/${CONSTRAINTS}`;

const INSTALL = /((?:\bpip3?|\bpython3?\s+-m\s+pip)\s+install\b(?:(?!&&|\|\||[;|]|\s-c\s|\s-r).)*?)(\s-r\b|\s--requirement\b)/gs;

/** The Dockerfile with `-c` for every `pip install -r`, and a COPY of the set before the first; undefined when its words do not allow that. */
export function withConstraints(text: string): string | undefined {
  const lines = text.split("\n");
  const runs = installing(parseDockerfile(text).instructions);
  for (const { line, endLine } of runs.toReversed()) {
    const body = lines.slice(line - 1, endLine).join("\n");
    const changed = body.replace(INSTALL, `$1 -c ${IN_IMAGE}$2`);
    lines.splice(line - 1, endLine - line + 1, `COPY ${CONSTRAINTS} ${IN_IMAGE}`, ...changed.split("\n"));
  }
  const made = lines.join("\n");
  const after = parseDockerfile(made);
  const all = installing(after.instructions).flatMap((run) => programsOfRun(run).filter(readsFile));
  const sound = runs.length > 0 && after.errors.length === 0 && all.every(({ args }) => args.filter((word) => word === "-c").length === 1);
  return sound ? made : undefined;
}

/** RUN instructions that install what a requirements file lists. */
const installing = (instructions: readonly Instruction[]) => instructions.filter((one) => one.keyword === "RUN" && !one.json && programsOfRun(one).some(readsFile));

const readsFile = ({ name, args }: Started) => (/^pip3?$/.test(name) || (/^python3?$/.test(name) && args[0] === "-m" && args[1] === "pip")) && args.includes("install") && args.some((word) => /^(-r|--requirement)/.test(word));

/** Why a Dockerfile's builds cannot take their versions from the set; undefined: they can. */
export function refusal(text: string, contexts: readonly string[], estate: Estate, pins: Pins): string | undefined {
  const [context, ...others] = [...new Set(contexts)];
  if (context === undefined || others.length > 0) return "it is built in several contexts";
  const { instructions } = parseDockerfile(text);
  const runs = installing(instructions);
  if (runs.length === 0) return "it installs no requirements file";
  if (runs.some((run) => programsOfRun(run).some((program) => program.args.some((word) => /^(-c|--constraint)/.test(word))))) return "it has constraints of its own";
  if (exists(estate, posix.join(context, CONSTRAINTS))) return `${posix.join(context, CONSTRAINTS)} is there already`;
  const ignore = estate.files.get(posix.join(context, ".dockerignore"));
  if (ignore && dockerignore.default({ ignorecase: false }).add(textOf(ignore)).ignores(CONSTRAINTS)) return "its .dockerignore leaves text files out";
  for (const run of runs) {
    for (const file of programsOfRun(run).filter(readsFile).flatMap(({ args }) => filesOf(args))) {
      const source = sourceOf(file, instructions.slice(0, instructions.indexOf(run)));
      const path = source && posix.join(context, source);
      const listed = path === undefined ? undefined : estate.files.get(path);
      if (!listed) return `${file} cannot be traced to a file of its context`;
      const asked = askedBy(readRequirements(textOf(listed)));
      if (!asked) return `${path} holds more than plain requirements`;
      const free = [...asked.values()].find(({ name, spec }) => spec !== "" && pins.get(name) !== spec);
      if (free) return `${path} asks for ${free.name}${free.spec}, which the set does not hold`;
    }
  }
  return withConstraints(text) === undefined ? "its pip commands are written in a way that is not changed safely" : undefined;
}

/** What `-r` names. */
const filesOf = (args: readonly string[]) => args.flatMap((word, i) => (/^(-r|--requirement)$/.test(word) ? [args[i + 1] ?? ""] : /^(?:-r|--requirement=)(.+)$/.exec(word)?.[1] ?? []));

/** The literal COPY source, of those that came before, with the name of the file that is read. */
function sourceOf(file: string, before: readonly Instruction[]): string | undefined {
  const copies = before.filter(({ keyword, flags, heredocs }) => keyword === "COPY" && heredocs.length === 0 && !flags.some((flag) => flag.startsWith("--from")));
  return copies.flatMap(({ args }) => args.slice(0, -1)).findLast((source) => !/[*?[$]/.test(source) && posix.basename(source) === posix.basename(file));
}
