/** RUN instructions that cannot work: a root's command as another user, tools that the base image does not have. */
import type { Started } from "../shell/commands.ts";
import type { Instruction } from "./instruction.ts";
import { expand } from "./lexer.ts";
import { programsOfRun } from "./run.ts";
import { isNonRoot, repositoryOf, tagOf, type Stage } from "./stages.ts";

const NEEDS_ROOT = new Set(["apt-get", "apt", "apk", "yum", "dnf", "microdnf", "groupadd", "useradd", "adduser", "addgroup", "usermod", "groupmod"]);
const SHADOW_TOOLS = new Set(["groupadd", "useradd", "usermod", "groupmod"]);
const DEBIAN_LIKE = /slim|bookworm|bullseye|buster|jammy|focal|noble|debian|ubuntu/;

/** Lines of RUN, by what is wrong with them. */
export interface BrokenSteps {
  readonly root_command_as_nonroot: readonly number[];
  readonly user_tools_missing: readonly number[];
  readonly wrong_package_manager: readonly number[];
}

/** What holds at the end of a stage, and below a FROM that names it. */
interface State {
  readonly image: string;
  readonly user: string | undefined;
  readonly shadow: boolean;
}

/**
 * Decided by the base's name alone: slim in it counts as Debian, Alpine's own slim images too.
 * @param alpineHasApk leaves out apk on an image that is Alpine by its name, as it works there.
 */
export function brokenSteps(stages: readonly Stage[], alpineHasApk = false): BrokenSteps {
  const ends = new Map<Stage, State>();
  const all = stages.map((stage) => {
    const { end, found } = inStage(stage, (stage.parent && ends.get(stage.parent)) ?? { image: stage.base, user: undefined, shadow: false }, alpineHasApk);
    ends.set(stage, end);
    return found;
  });
  const lines = (key: keyof BrokenSteps) => all.flatMap((steps) => steps[key]);
  return { root_command_as_nonroot: lines("root_command_as_nonroot"), user_tools_missing: lines("user_tools_missing"), wrong_package_manager: lines("wrong_package_manager") };
}

function inStage(stage: Stage, { image, ...start }: State, alpineHasApk: boolean): { end: State; found: BrokenSteps } {
  const found = { root_command_as_nonroot: [] as number[], user_tools_missing: [] as number[], wrong_package_manager: [] as number[] };
  const { alpine, debian } = systemsIn(image);
  const unfit = new Set([...(alpine ? ["apt-get", "apt"] : []), ...(debian && !(alpine && alpineHasApk) ? ["apk"] : [])]);
  let { user, shadow } = start;
  for (const { instruction, lookup, escape } of stage.steps) {
    if (instruction.keyword === "USER" && instruction.value !== "") user = expand(instruction.value, lookup, escape);
    if (instruction.keyword !== "RUN") continue;
    const started = programsOfRun(instruction);
    const note = (key: keyof BrokenSteps, wrong: boolean) => void (wrong && found[key].push(instruction.line));
    const asNonRoot = user !== undefined && isNonRoot(user) === true;
    note("root_command_as_nonroot", asNonRoot && started.some(({ name, sudo }) => !sudo && NEEDS_ROOT.has(name)));
    note("wrong_package_manager", started.some(({ name }) => unfit.has(name)));
    let missing = false;
    for (const program of started) {
      missing ||= alpine && !shadow && SHADOW_TOOLS.has(program.name);
      shadow ||= addsShadow(program);
    }
    note("user_tools_missing", missing);
  }
  return { end: { image, user, shadow }, found };
}

/** What an image's name says of its packages. */
function systemsIn(image: string): { readonly alpine: boolean; readonly debian: boolean } {
  const [repository, tag] = [repositoryOf(image), tagOf(image)];
  return { alpine: /(^|\/)alpine$/.test(repository) || tag.includes("alpine"), debian: DEBIAN_LIKE.test(`${repository}:${tag}`) };
}

function addsShadow({ name, args }: Started): boolean {
  return name === "apk" && args.includes("add") && args.some((arg) => /^shadow([=<>~].*)?$/.test(arg));
}

/** Lines of RUN that hold what a test looks for. */
export function runLines(instructions: readonly Instruction[], test: (run: Instruction) => boolean): number[] {
  return instructions.filter((instruction) => instruction.keyword === "RUN" && test(instruction)).map(({ line }) => line);
}
