/** A Dockerfile of an upstream interpreter image, put onto our base: what is dropped, what is added, what differs. Pure. */
import type { Instruction } from "../../readers/dockerfile/instruction.ts";
import { parseDockerfile } from "../../readers/dockerfile/parse.ts";
import { programsOfRun } from "../../readers/dockerfile/run.ts";
import { chain, stagesOf } from "../../readers/dockerfile/stages.ts";
import { namesOf, upstreamTag, type SharedBase } from "./base.ts";
import { builderOn } from "./builders.ts";
import { withoutKnown } from "./drops.ts";
import { groundOf, homesIn, stepsOf, type Ground } from "./ground.ts";
import { refusalOf } from "./refusals.ts";

export interface BaseLine {
  readonly kind: "dropped" | "added" | "differs";
  readonly text: string;
  readonly risk: "low" | "medium" | "high";
}

export type Onto = { readonly text: string; readonly from: string; readonly base: SharedBase; readonly lines: readonly BaseLine[] } | { readonly refused: string };

/** Variables of a base that change what a build installs: emptied, which pip and npm take for not set. */
const STEERING = new Set(["PIP_CONSTRAINT", "PIP_ONLY_BINARY", "NODE_ENV"]);
/** Stays in a file that has it: whoever reads the file alone sees by it that pip leaves no cache. */
const KEPT = new Set([...STEERING, "PIP_NO_CACHE_DIR"]);

/**
 * Puts the last stage, and those that it stands on, onto a base; stages that it takes files from stay as they are. Undefined for a Dockerfile whose
 * last stage stands on no counterpart of these bases.
 * @param anyVersion another version of the interpreter or of Debian is a named difference instead of a refusal.
 */
export function ontoBase(text: string, bases: readonly SharedBase[], anyVersion: boolean): Onto | undefined {
  const file = parseDockerfile(text);
  const stages = stagesOf(file);
  if (file.errors.length > 0 || stages.length === 0) return undefined;
  const ground = groundOf(stages);
  const { base: upstream } = ground.bottom;
  const base = bases.find((one) => one.interpreter === namesOf(upstream).repository);
  if (!base) return undefined;
  const builders = ground.builders.map((stage) => builderOn(stage, base, anyVersion));
  const refused = refusalOf(ground, stages, base, anyVersion) ?? builders.flatMap((one) => ("refused" in one ? one.refused : []))[0];
  if (refused !== undefined) return { refused };
  const kept = withoutKnown(text, base, new Set(stepsOf(ground.stages).map(({ line }) => line)), KEPT);
  const now = stagesOf(parseDockerfile(kept.text));
  const head = headOf(groundOf(now), base);
  const onto = new Map([[ground.bottom, { image: base.reference, below: head.map((one) => one.instruction) }]]);
  for (const [i, one] of builders.entries()) if ("image" in one && one.image !== undefined) onto.set(chain(ground.builders[i]).at(-1)!, { image: one.image, below: [] });
  return {
    text: standing(kept.text, now.map(({ from }, i) => ({ from, onto: onto.get(stages[i]!) }))), from: upstream, base,
    lines: [...kept.dropped, ...head.map(({ instruction, why, risk }): BaseLine => ({ kind: "added", text: `${instruction}: ${why}`, risk })), ...builders.flatMap((one) => ("line" in one ? one.line : [])), ...differencesOf(ground, base)],
  };
}

/** The text with other images in its FROMs, and lines below them. */
function standing(text: string, stages: readonly { readonly from: Instruction; readonly onto: { readonly image: string; readonly below: readonly string[] } | undefined }[]): string {
  const lines = text.split("\n");
  for (const { from, onto } of stages.toReversed()) if (onto) lines.splice(from.line - 1, from.endLine - from.line + 1, ["FROM", onto.image, ...from.args.slice(1)].join(" "), ...onto.below);
  return lines.join("\n");
}

interface Added {
  readonly instruction: string;
  readonly why: string;
  readonly risk: BaseLine["risk"];
}

/** What takes back the settings of the base that the upstream image does not have. */
function headOf(ground: Ground, base: SharedBase): Added[] {
  const steps = stepsOf(ground.stages).filter(({ keyword }) => keyword !== "ARG");
  const has = (keyword: string) => stepsOf([ground.bottom]).some((one) => one.keyword === keyword);
  const own = namesSet(steps);
  const steered = [...base.environment.keys()].filter((name) => STEERING.has(name) && !own.has(name));
  const first = steps.find(({ keyword }) => ["WORKDIR", "RUN", "COPY", "ADD"].includes(keyword));
  const makesUser = steps.some((one) => one.keyword === "RUN" && programsOfRun(one).some(({ name }) => ["useradd", "adduser", "groupadd", "addgroup"].includes(name)));
  const home = own.has("HOME") ? undefined : homesIn(ground)[0];
  const added = (instruction: string, why: string, risk: BaseLine["risk"] = "low"): Added => ({ instruction, why, risk });
  return [
    added("USER root", `the base runs as ${base.user}`),
    ...(first?.keyword === "WORKDIR" && first.value.startsWith("/") ? [] : [added("WORKDIR /", "the base works in another folder")]),
    ...(steered.length > 0 ? [added(`ENV ${steered.map((name) => `${name}=""`).join(" ")}`, "the base's own choice of versions is not this image's")] : []),
    ...(leavesVenv(ground, base) ? [added(`RUN rm -rf ${base.venv}`, "the image has the packages of its build stages and no others; python is that of the upstream image", "medium")] : []),
    ...(home === undefined ? [] : [added(`ENV HOME=${home}`, "Python seeks what was copied there below it", "medium")]),
    ...(makesUser && base.user !== "root" ? [added(`RUN userdel ${base.user}`, "frees the user number that this image's own user gets", "medium")] : []),
    ...(has("ENTRYPOINT") ? [] : [added("ENTRYPOINT []", "the base has one")]),
    ...(has("CMD") || has("ENTRYPOINT") ? [] : [added(`CMD ["${base.interpreter === "python" ? "python3" : "node"}"]`, "the upstream image's own")]),
  ];
}

/** An image that takes its packages from build stages has no use for those of the base, and must not mix them. */
const leavesVenv = ({ builders }: Ground, base: SharedBase): boolean => base.venv !== undefined && builders.length > 0;

const namesSet = (steps: readonly Instruction[]) => new Set(steps.flatMap((one) => (one.keyword === "ENV" ? one.pairs.map(({ name }) => name) : [])));

function differencesOf(ground: Ground, base: SharedBase): BaseLine[] {
  const differs = (text: string, risk: BaseLine["risk"]): BaseLine => ({ kind: "differs", text, risk });
  const { base: upstream } = ground.bottom;
  const tag = namesOf(upstream).tag ?? "";
  const { version, release } = upstreamTag(base.interpreter, tag)!;
  const own = namesSet(stepsOf(ground.stages));
  if (homesIn(ground).length > 0) own.add("HOME");
  const set = [...base.environment].filter(([name]) => !STEERING.has(name) && !own.has(name));
  const python = leavesVenv(ground, base)
    ? []
    : [differs("pip installs into the base's virtual environment; setuptools and wheel are not there for builds from source without isolation", "medium")];
  return [
    ...(version === base.version ? [] : [differs(`${base.interpreter} ${version} becomes ${base.version}`, "high")]),
    ...(release === base.release ? [] : [differs(`Debian ${release ?? `of ${upstream} as it is today`} becomes ${base.release}`, release === undefined ? "medium" : "high")]),
    ...set.map(([name, value]) => differs(`${name}=${value} is set`, name === "HOME" || name === "PATH" ? "medium" : "low")),
    ...(base.packages.size > 0 ? [differs(`Debian packages ${[...base.packages].sort().join(", ")} are there`, "low")] : []),
    ...(base.brings.length > 0 && !leavesVenv(ground, base) ? [differs(`Python packages that the base holds are there, those that it needs too: ${base.brings.join(", ")}`, "medium")] : []),
    ...(base.interpreter === "python" ? python : [differs("docker-entrypoint.sh, yarn and the user node of the upstream image are not there", "medium")]),
  ];
}
