/** Why a Dockerfile cannot be put onto a base with what is known of both. Pure. */
import type { Dockerfile } from "../../readers/dockerfile/instruction.ts";
import { programsOfRun } from "../../readers/dockerfile/run.ts";
import { stagesOf } from "../../readers/dockerfile/stages.ts";
import { namesOf, type SharedBase } from "./base.ts";

const PLACES = /\/usr\/local\/(?:lib\/python|bin\/(?:python|pip|node|npm|npx)\b|lib\/node_modules)/;
const NODE_TOOLS = new Set(["yarn", "yarnpkg", "corepack", "pnpm"]);

/** Undefined: it can. */
export function refusalOf(text: string, file: Dockerfile, base: SharedBase, anyVersion: boolean): string | undefined {
  const stages = stagesOf(file);
  const { from, base: upstream, kind } = stages[0]!;
  if (stages.length > 1) return "it has several stages: what one copies from another may lie elsewhere on our base";
  const { tag = "latest", digest } = namesOf(upstream);
  if (kind !== "image" || from.args[0] !== upstream) return "a variable chooses its base";
  if (digest || from.flags.length > 0) return "its base is pinned by digest or platform";
  const match = (base.interpreter === "python" ? /^(\d+\.\d+)(?:\.\d+)?-slim(?:-(\w+))?$/ : /^(\d+)(?:\.\d+)*-slim(?:-(\w+))?$/).exec(tag);
  if (!match) return `${upstream} is not the slim Debian image that ours is the counterpart of`;
  const [, version, release] = match;
  if (!anyVersion && version !== base.version) return `${base.interpreter} ${version} would become ${base.version}: --any-version allows it`;
  if (!anyVersion && release !== undefined && release !== base.release) return `Debian ${release} would become ${base.release}: --any-version allows it`;
  if (PLACES.test(text)) return "it names places of the upstream image's interpreter";
  const programs = file.instructions.filter((one) => one.keyword === "RUN").flatMap((one) => programsOfRun(one));
  const odd = file.instructions.find(({ keyword }) => keyword === "ONBUILD" || keyword === "SHELL");
  if (odd) return `${odd.keyword} is read by nobody here`;
  if (programs.some(({ name, args }) => /^(pip3?|python3?)$/.test(name) && args.includes("--user"))) return "pip install --user does not work in the base's virtual environment";
  if (base.interpreter === "node" && programs.some(({ name }) => NODE_TOOLS.has(name))) return "our base has no yarn, pnpm and corepack";
  if (base.interpreter === "node" && /\bUSER\s+node\b|\bnode:node\b|--chown=node/.test(text)) return "it uses the user node of the upstream image";
  return undefined;
}
