/** A Dockerfile of an Alpine image, written for the slim Debian image of the same interpreter: only where every line of it is understood. Pure. */
import type { Instruction } from "../../readers/dockerfile/instruction.ts";
import { parseDockerfile } from "../../readers/dockerfile/parse.ts";
import { programsOfRun } from "../../readers/dockerfile/run.ts";
import { stagesOf } from "../../readers/dockerfile/stages.ts";
import type { Started } from "../../readers/shell/commands.ts";
import { DEBIAN_OF } from "./apk.ts";
import { namesOf, withRelease, type SharedBase } from "./base.ts";
import { ontoBase, type BaseLine, type Onto } from "./onto.ts";

/** Words that only Alpine has. */
const ALPINE_ONLY = /\bapk\b|\bash\b|\bmusl\b|\bsu-exec\b|\bgcompat\b|\b(?:addgroup|adduser)\b/;

/** Undefined for what is no Alpine image of an interpreter of these bases. */
export function fromAlpine(text: string, bases: readonly SharedBase[], anyVersion: boolean): Onto | undefined {
  const file = parseDockerfile(text);
  const [stage, another] = stagesOf(file);
  const { repository, tag = "" } = namesOf(stage?.base ?? "");
  const base = bases.find((one) => one.interpreter === repository);
  const version = /^(\d+(?:\.\d+)*)-alpine(?:\d+\.\d+)?$/.exec(tag)?.[1];
  if (!stage || !base || version === undefined || another || file.errors.length > 0) return undefined;
  if (stage.from.args[0] !== stage.base) return { refused: "a variable chooses its base" };
  const told: BaseLine[] = [];
  const lines = text.split("\n");
  for (const { instruction: one } of stage.steps.toReversed()) {
    const made = one.keyword === "RUN" ? inDebian(one) : undefined;
    if (made && "refused" in made) return made;
    if (!made && ALPINE_ONLY.test(one.original)) return { refused: `line ${one.line} is for Alpine, and more than a plain "apk add" or "adduser"` };
    if (!made) continue;
    lines.splice(one.line - 1, one.endLine - one.line + 1, made.text);
    told.unshift(...made.lines);
  }
  const image = `${repository}:${withRelease(base.interpreter, `${version}-slim`, base.release)}`;
  lines.splice(stage.from.line - 1, stage.from.endLine - stage.from.line + 1, ["FROM", ...stage.from.flags, image, ...stage.from.args.slice(1)].join(" "));
  const onto = ontoBase(lines.join("\n"), bases, anyVersion);
  if (!onto || "refused" in onto) return onto;
  return { ...onto, from: stage.base, lines: [differs("musl becomes glibc: what the files bring along that was built for Alpine does not start", "high"), differs("the tools of BusyBox become those of Debian, sh becomes dash", "high"), ...told, ...onto.lines] };
}

const differs = (text: string, risk: BaseLine["risk"]): BaseLine => ({ kind: "differs", text, risk });

/** A RUN that only installs packages, or only makes users; undefined for one that does neither. */
function inDebian(one: Instruction): { readonly text: string; readonly lines: readonly BaseLine[] } | { readonly refused: string } | undefined {
  const programs = programsOfRun(one);
  const is = (...names: string[]) => programs.some(({ name }) => names.includes(name));
  if (one.json || one.heredocs.length > 0 || one.flags.length > 0 || /[|;<>`$]/.test(one.value)) return undefined;
  if (is("apk")) return installing(one, programs);
  return is("adduser", "addgroup") ? making(programs) : undefined;
}

function installing(one: Instruction, programs: readonly Started[]): ReturnType<typeof inDebian> {
  const adds = programs.filter(({ name, args }) => name === "apk" && args.includes("add"));
  const cleans = ({ name, args }: Started) => (name === "apk" && args.every((word) => word === "update" || word.startsWith("--"))) || (name === "rm" && args.every((word) => /^-|^\/var\/cache\/apk/.test(word)));
  if (adds.length !== 1 || !programs.every((program) => program === adds[0] || cleans(program))) return undefined;
  const words = adds[0]!.args.filter((word) => word !== "add");
  const flag = words.find((word) => word.startsWith("-") && !["--no-cache", "--update", "--update-cache", "-U", "-q", "--quiet"].includes(word));
  const names = words.filter((word) => !word.startsWith("-"));
  const unknown = names.filter((name) => !Object.hasOwn(DEBIAN_OF, name));
  if (flag !== undefined) return undefined;
  if (unknown.length > 0) return { refused: `of apk's ${unknown.join(", ")} in line ${one.line} no Debian counterpart is known here` };
  const debian = [...new Set(names.flatMap((name) => DEBIAN_OF[name]!.debian))];
  return {
    text: `RUN apt-get update && apt-get install -y --no-install-recommends ${debian.join(" ")} && rm -rf /var/lib/apt/lists/*`,
    lines: names.map((name) => differs(`apk's ${name} becomes Debian's ${DEBIAN_OF[name]!.debian.join(" and ")} (${DEBIAN_OF[name]!.project}), in its version there`, "high")),
  };
}

/** Options of BusyBox's adduser and addgroup, and those of useradd and groupadd that do the same; `=`: with a value. */
const USER: Readonly<Record<string, string>> = { "-D": "", "-S": "--system", "-u": "--uid=", "-G": "--gid=", "-h": "--home-dir=", "-s": "--shell=", "-H": "" };
const GROUP: Readonly<Record<string, string>> = { "-S": "--system", "-g": "--gid=" };

function making(programs: readonly Started[]): ReturnType<typeof inDebian> {
  const made = programs.map(({ name, args }) => (name === "addgroup" ? translated("groupadd", args, GROUP) : name === "adduser" ? translated("useradd", args, USER) : undefined));
  if (made.some((words) => words === undefined)) return undefined;
  return { text: `RUN ${made.map((words) => words!.join(" ")).join(" && ")}`, lines: [differs("users are made by useradd and groupadd; a number that is not given is another one", "medium")] };
}

function translated(program: string, args: readonly string[], options: Readonly<Record<string, string>>): string[] | undefined {
  const words = [program];
  const names: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const option = options[args[i]!];
    if (!args[i]!.startsWith("-")) names.push(args[i]!);
    else if (option === undefined) return undefined;
    else if (option.endsWith("=")) words.push(option.slice(0, -1), args[++i] ?? "");
    else if (option !== "") words.push(option);
  }
  const has = (option: string) => args.includes(option);
  if (names.length !== 1 || words.includes("")) return undefined;
  if (program === "groupadd") return [...words, names[0]!];
  if (!has("-D") && !has("-S")) return undefined;
  return [...words, has("-H") ? "--no-create-home" : "--create-home", ...(has("-G") ? [] : has("-S") ? ["--gid", "nogroup"] : ["--user-group"]), ...(has("-s") ? [] : ["--shell", has("-S") ? "/bin/false" : "/bin/sh"]), names[0]!];
}
