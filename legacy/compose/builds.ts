/** Which Dockerfile a service builds, in which context, and what is missing of them. */
import { posix } from "node:path";
import type { ServiceView, Surroundings } from "./view.ts";

/** A `build` of a service. Paths with `resolved` are relative to the checkout and cleaned; `..` in front leaves it. */
export interface Build {
  readonly service: string;
  readonly place: "checkout" | "host" | "url" | "unresolved";
  /** As written, defaults put in. */
  readonly context: string;
  readonly dockerfile: string;
  readonly resolvedContext: string;
  readonly resolvedDockerfile: string;
  /** The Dockerfile is a file that the checkout may have: not inline, not on the host, no variable left in its name. */
  readonly findable: boolean;
  readonly target: string | undefined;
}

/** A Dockerfile with a context that it is built in. */
export interface BuildPair {
  readonly service: string;
  readonly dockerfile: string;
  readonly context: string;
  /** The stage that is built; the last one when undefined. */
  readonly target: string | undefined;
}

const URL_CONTEXT = /^([a-z][a-z0-9+.-]*:\/\/|git@|github\.com\/)/i;

/** @param folder of the compose file, relative to the checkout. */
export function buildOf(service: ServiceView, folder: string): Build | undefined {
  if (!service.has("build")) return undefined;
  const short = service.get("build")!.kind === "scalar";
  const given = short ? service.text("build") : service.text("build", "context");
  const context = given?.text || ".";
  const named = short ? undefined : service.text("build", "dockerfile");
  const dockerfile = named?.text || "Dockerfile";
  const inline = !short && service.has("build", "dockerfile_inline");
  const place = given && given.unset.length > 0 ? "unresolved" : URL_CONTEXT.test(context) ? "url" : posix.isAbsolute(context) || context.startsWith("~") ? "host" : "checkout";
  const resolvedContext = inCheckout(folder, context);
  return {
    service: service.name,
    place,
    context,
    dockerfile,
    resolvedContext,
    resolvedDockerfile: posix.isAbsolute(dockerfile) ? dockerfile : inCheckout(resolvedContext, dockerfile),
    findable: !inline && !posix.isAbsolute(dockerfile) && !(named && named.unset.length > 0),
    target: short ? undefined : service.settled("build", "target"),
  };
}

/** Joins and cleans; the checkout itself is `.`. */
export function inCheckout(folder: string, path: string): string {
  return posix.join(folder, path).replace(/(.)\/$/, "$1");
}

/** The pairs whose context lies in the checkout; whether they exist is not asked. */
export function pairsOf(builds: readonly Build[]): BuildPair[] {
  return builds.filter((build) => build.place === "checkout" && build.findable).map((build) => ({ service: build.service, dockerfile: build.resolvedDockerfile, context: build.resolvedContext, target: build.target }));
}

/** Whether the Dockerfile of a build says how to check its health. */
export function checksHealth(build: Build | undefined, around: Surroundings): boolean {
  if (build?.place !== "checkout" || !build.findable) return false;
  return around.kind(build.resolvedDockerfile) === "file" && around.dockerfile(build.resolvedDockerfile)?.healthcheck === true;
}

/** What the builds of one file refer to and is not there; `exists_from_root` says if the words alone would name something in the checkout's root. */
export function buildFacts(builds: readonly Build[], around: Surroundings): Record<string, object[]> {
  const inside = builds.filter((build) => build.place === "checkout");
  const isFolder = (path: string) => around.kind(path) === "directory";
  const isFile = (path: string) => around.kind(path) === "file";
  const told = ({ service, context, dockerfile }: Build) => ({ service, context, dockerfile });
  const fromRoot = (build: Build) => isFile(inCheckout(".", build.dockerfile));
  const whole = inside.filter((build) => isFolder(build.resolvedContext));
  return {
    missing_contexts: inside
      .filter((build) => !isFolder(build.resolvedContext))
      .map((build) => ({ ...told(build), resolved: build.resolvedContext, exists_from_root: isFolder(inCheckout(".", build.context)) })),
    missing_dockerfiles: whole
      .filter((build) => build.findable && !isFile(build.resolvedDockerfile))
      .map((build) => ({ ...told(build), resolved: build.resolvedDockerfile, exists_from_root: fromRoot(build) })),
    missing_target: inside.flatMap((build) => {
      const stages = build.findable && isFile(build.resolvedDockerfile) ? around.dockerfile(build.resolvedDockerfile)?.stages : undefined;
      const { target } = build;
      if (target === undefined || stages === undefined || isStage(target, stages)) return [];
      return [{ ...told(build), target, resolved: build.resolvedDockerfile, exists_from_root: fromRoot(build) }];
    }),
    absolute_contexts: builds.filter((build) => build.place === "host").map(told),
    url_contexts: builds.filter((build) => build.place === "url").map(told),
  };
}

/** Stages are found by name, any case, or by number. */
function isStage(target: string, stages: readonly string[]): boolean {
  return stages.some((stage) => stage.toLowerCase() === target.toLowerCase()) || (/^\d+$/.test(target) && Number(target) < stages.length);
}
