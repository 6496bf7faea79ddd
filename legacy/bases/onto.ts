/** A Dockerfile of an upstream interpreter image, put onto our base: what is dropped, what is added, what differs. Pure. */
import type { Instruction } from "../../readers/dockerfile/instruction.ts";
import { parseDockerfile } from "../../readers/dockerfile/parse.ts";
import { programsOfRun } from "../../readers/dockerfile/run.ts";
import { stagesOf } from "../../readers/dockerfile/stages.ts";
import { namesOf, type SharedBase } from "./base.ts";
import { withoutKnown } from "./drops.ts";
import { refusalOf } from "./refusals.ts";

export interface BaseLine {
  readonly kind: "dropped" | "added" | "differs";
  readonly text: string;
  readonly risk: "low" | "medium" | "high";
}

export type Onto = { readonly text: string; readonly from: string; readonly base: SharedBase; readonly lines: readonly BaseLine[] } | { readonly refused: string };

/** Variables of a base that change what a build installs: emptied, which pip and npm take for not set. */
const STEERING = new Set(["PIP_CONSTRAINT", "PIP_ONLY_BINARY", "NODE_ENV"]);

/**
 * Undefined for a Dockerfile that stands on no counterpart of these bases.
 * @param anyVersion another version of the interpreter or of Debian is a named difference instead of a refusal.
 */
export function ontoBase(text: string, bases: readonly SharedBase[], anyVersion: boolean): Onto | undefined {
  const file = parseDockerfile(text);
  const stages = stagesOf(file);
  const base = stages.flatMap((stage) => bases.filter((one) => one.interpreter === namesOf(stage.base).repository))[0];
  if (!base || file.errors.length > 0) return undefined;
  const refused = refusalOf(text, file, base, anyVersion);
  if (refused !== undefined) return { refused };
  const { from, base: upstream } = stages[0]!;
  const kept = withoutKnown(text, base, STEERING);
  const instructions = parseDockerfile(kept.text).instructions;
  const head = headOf(instructions, base);
  const lines = kept.text.split("\n");
  const start = instructions.find((one) => one.keyword === "FROM")!;
  lines.splice(start.line - 1, start.endLine - start.line + 1, ["FROM", base.reference, ...from.args.slice(1)].join(" "), ...head.map((one) => one.instruction));
  return { text: lines.join("\n"), from: upstream, base, lines: [...kept.dropped, ...head.map(({ instruction, why, risk }): BaseLine => ({ kind: "added", text: `${instruction}: ${why}`, risk })), ...differencesOf(file.instructions, upstream, base)] };
}

interface Added {
  readonly instruction: string;
  readonly why: string;
  readonly risk: BaseLine["risk"];
}

/** What takes back the settings of the base that the upstream image does not have. */
function headOf(instructions: readonly Instruction[], base: SharedBase): Added[] {
  const steps = instructions.filter(({ keyword }) => keyword !== "FROM" && keyword !== "ARG");
  const has = (keyword: string) => steps.some((one) => one.keyword === keyword);
  const own = new Set(steps.flatMap((one) => (one.keyword === "ENV" ? one.pairs.map(({ name }) => name) : [])));
  const steered = [...base.environment.keys()].filter((name) => STEERING.has(name) && !own.has(name));
  const first = steps.find(({ keyword }) => ["WORKDIR", "RUN", "COPY", "ADD"].includes(keyword));
  const makesUser = steps.some((one) => one.keyword === "RUN" && programsOfRun(one).some(({ name }) => ["useradd", "adduser", "groupadd", "addgroup"].includes(name)));
  const added = (instruction: string, why: string, risk: BaseLine["risk"] = "low"): Added => ({ instruction, why, risk });
  return [
    added("USER root", `the base runs as ${base.user}`),
    ...(first?.keyword === "WORKDIR" && first.value.startsWith("/") ? [] : [added("WORKDIR /", "the base works in another folder")]),
    ...(steered.length > 0 ? [added(`ENV ${steered.map((name) => `${name}=""`).join(" ")}`, "the base's own choice of versions is not this image's")] : []),
    ...(makesUser && base.user !== "root" ? [added(`RUN userdel ${base.user}`, "frees the user number that this image's own user gets", "medium")] : []),
    ...(has("ENTRYPOINT") ? [] : [added("ENTRYPOINT []", "the base has one")]),
    ...(has("CMD") || has("ENTRYPOINT") ? [] : [added(`CMD ["${base.interpreter === "python" ? "python3" : "node"}"]`, "the upstream image's own")]),
  ];
}

function differencesOf(instructions: readonly Instruction[], upstream: string, base: SharedBase): BaseLine[] {
  const differs = (text: string, risk: BaseLine["risk"]): BaseLine => ({ kind: "differs", text, risk });
  const tag = namesOf(upstream).tag ?? "";
  const version = (base.interpreter === "python" ? /^\d+\.\d+/ : /^\d+/).exec(tag)?.[0];
  const release = /-slim-(\w+)$/.exec(tag)?.[1];
  const own = new Set(instructions.flatMap((one) => (one.keyword === "ENV" ? one.pairs.map(({ name }) => name) : [])));
  const set = [...base.environment].filter(([name]) => !STEERING.has(name) && !own.has(name));
  return [
    ...(version === base.version ? [] : [differs(`${base.interpreter} ${version} becomes ${base.version}`, "high")]),
    ...(release === base.release ? [] : [differs(`Debian ${release ?? `of ${upstream} as it is today`} becomes ${base.release}`, release === undefined ? "medium" : "high")]),
    ...set.map(([name, value]) => differs(`${name}=${value} is set`, name === "HOME" || name === "PATH" ? "medium" : "low")),
    ...(base.packages.size > 0 ? [differs(`Debian packages ${[...base.packages].sort().join(", ")} are there`, "low")] : []),
    ...(base.brings.length > 0 ? [differs(`Python packages that the base holds are there, those that it needs too: ${base.brings.join(", ")}`, "medium")] : []),
    ...(base.interpreter === "python" ? [differs("pip installs into the base's virtual environment; setuptools and wheel are not there for builds from source without isolation", "medium")] : [differs("docker-entrypoint.sh, yarn and the user node of the upstream image are not there", "medium")]),
  ];
}
