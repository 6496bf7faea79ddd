/** Why a Dockerfile cannot be put onto a base with what is known of both. Pure. */
import { programsOfRun } from "../../readers/dockerfile/run.ts";
import { userOf, type Stage } from "../../readers/dockerfile/stages.ts";
import { namesOf, upstreamTag, type SharedBase } from "./base.ts";
import { homesIn, sharer, stageName, stepsOf, type Ground } from "./ground.ts";

const PLACES = /\/usr\/local\/(?:lib\/python|bin\/(?:python|pip|node|npm|npx)\b|lib\/node_modules)/;
const PIP = /^(pip[\d.]*|python[\d.]*)$/;
const NODE_TOOLS = new Set(["yarn", "yarnpkg", "corepack", "pnpm"]);

/** Undefined: it can, as far as its own stages go. */
export function refusalOf(ground: Ground, all: readonly Stage[], base: SharedBase, anyVersion: boolean): string | undefined {
  const { from, base: upstream, kind } = ground.bottom;
  const { tag = "latest", digest } = namesOf(upstream);
  const shares = sharer(ground, all);
  if (shares) return `its stage ${stageName(shares)} and its last one stand on one stage, or take files from it: both would get our base`;
  if (kind !== "image" || from.args[0] !== upstream) return "a variable chooses its base";
  if (digest || from.flags.length > 0) return "its base is pinned by digest or platform";
  if (tag.includes("alpine")) return `${upstream} is Alpine: wheels and programs that were built for musl do not work with our base's glibc, and packages of apk have other names and contents in Debian`;
  const told = upstreamTag(base.interpreter, tag);
  if (!told?.slim) return `${upstream} is not the slim Debian image that ours is the counterpart of`;
  const { version, release } = told;
  if (!anyVersion && version !== base.version) return `${base.interpreter} ${version} would become ${base.version}: --any-version allows it`;
  if (!anyVersion && release !== undefined && release !== base.release) return `Debian ${release} would become ${base.release}: --any-version allows it`;
  return inSteps(ground, base) ?? userPackages(ground, base);
}

function inSteps(ground: Ground, base: SharedBase): string | undefined {
  const steps = stepsOf(ground.stages);
  const text = steps.map(({ original }) => original).join("\n");
  const programs = steps.filter((one) => one.keyword === "RUN").flatMap((one) => programsOfRun(one));
  const hasUpstreamPython = base.venv !== undefined && ground.builders.length > 0;
  if (PLACES.test(text) && !hasUpstreamPython) return "it names places of the upstream image's interpreter";
  const odd = steps.find(({ keyword }) => keyword === "ONBUILD" || keyword === "SHELL");
  if (odd) return `${odd.keyword} is read by nobody here`;
  if (programs.some(({ name, args }) => PIP.test(name) && args.includes("--user"))) return "pip install --user does not work in the base's virtual environment";
  if (base.interpreter === "node" && programs.some(({ name }) => NODE_TOOLS.has(name))) return "our base has no yarn, pnpm and corepack";
  if (base.interpreter === "node" && /\bUSER\s+node\b|\bnode:node\b|--chown=node/.test(text)) return "it uses the user node of the upstream image";
  return undefined;
}

/** Packages that were installed for a user are found by HOME, which the base sets: only where it is plain whose home that must be. */
function userPackages(ground: Ground, base: SharedBase): string | undefined {
  const [home, other] = homesIn(ground);
  if (home === undefined || base.interpreter !== "python") return undefined;
  const steps = stepsOf(ground.stages);
  const user = (userOf(ground.stages.at(-1))?.user ?? "root").split(":")[0]!;
  const runs = steps.some((one) => one.keyword === "RUN" && programsOfRun(one).some(({ name }) => PIP.test(name)));
  if (other !== undefined || runs || home !== (user === "root" || user === "0" ? "/root" : `/home/${user}`)) return `it has Python packages below ${home}/.local, and it is not plain that its user ${user}, and nobody else, has its home there`;
  return undefined;
}
