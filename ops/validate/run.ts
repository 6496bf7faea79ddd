/** Builds and starts every image of an estate; nothing of it is left on the engine. */
import type Docker from "dockerode";
import { setTimeout as pause } from "node:timers/promises";
import { join } from "node:path";
import { buildPairs } from "../../legacy/compose.ts";
import { kindOf } from "../../legacy/kinds.ts";
import type { Tree } from "../../legacy/tree.ts";
import { rebase, type BaseRule } from "../../legacy/validate/bases.ts";
import { buildVerdict } from "../../legacy/validate/build-verdict.ts";
import { foreseen } from "../../legacy/validate/foreseen.ts";
import { planJobs, type Job } from "../../legacy/validate/plan.ts";
import type { Result } from "../../legacy/validate/report.ts";
import type { StartLimits } from "../../legacy/validate/start-verdict.ts";
import { readCompose } from "../../readers/compose/read.ts";
import { parseDockerfile } from "../../readers/dockerfile/parse.ts";
import { decode } from "../../readers/text.ts";
import { OperationError } from "../command.ts";
import { newRun, removeRun, type Run } from "../transient.ts";
import { build } from "./build.ts";
import { contextStream, type Overlay } from "./context.ts";
import { pooled } from "./pool.ts";
import { start } from "./start.ts";

const LOG_LINES = 30;

export interface ValidateOptions {
  readonly criticalOnly: boolean;
  readonly bases: readonly BaseRule[];
  /** Builds at a time. */
  readonly jobs: number;
  readonly timeLimitSeconds: number;
  readonly limits: StartLimits;
  /** Bytes that a started container may use. */
  readonly memory: number;
  readonly noCache: boolean;
}

/** The jobs of an estate, archived files among them. */
export function jobsOf(tree: Tree, criticalOnly: boolean): Job[] {
  const files = tree.paths.filter((path) => tree.entry(path)?.kind === "file");
  const found = (path: string, kind: "file" | "directory") => {
    const resolved = tree.resolve(path);
    return typeof resolved === "object" && resolved.kind === kind ? resolved.path : undefined;
  };
  const pairs = files.filter((path) => kindOf(path) === "compose").flatMap((path) => buildPairs(path, readCompose(textOf(tree, path), path)));
  const followed = pairs.map((pair) => ({ ...pair, dockerfile: found(pair.dockerfile, "file") ?? pair.dockerfile }));
  const dockerfiles = new Set([...files.filter((path) => kindOf(path) === "dockerfile"), ...followed.map((pair) => pair.dockerfile).filter((path) => found(path, "file"))]);
  const jobs = planJobs([...dockerfiles], followed, (path) => found(path, "directory") !== undefined);
  return criticalOnly ? jobs.filter((job) => job.critical) : jobs;
}

/** A file that cannot be read is as an empty one: the engine refuses it. */
function textOf(tree: Tree, path: string): string {
  const content = tree.read(path);
  return "bytes" in content ? decode(content.bytes).text : "";
}

/** An estate to build in, perhaps with files taken to be other than they are on the disk. */
export interface Source {
  readonly root: string;
  readonly tree: Tree;
  /** By path from the root. */
  readonly overlay: Overlay;
}

export interface Build {
  readonly job: Job;
  readonly source: Source;
  /** Looks at the image while it is there. */
  readonly look?: (image: string) => Promise<void>;
}

/** Validates every job of an estate as it stands; results in the order of the jobs. */
export async function validateJobs(docker: Docker, root: string, tree: Tree, jobs: readonly Job[], options: ValidateOptions, told: (result: Result) => void): Promise<Result[]> {
  const source: Source = { root, tree, overlay: new Map() };
  return (await validateBuilds(docker, jobs.map((job) => [{ job, source }]), options, told)).flat();
}

/**
 * The results of rows of builds, each row one after the other, rows side by side. Images stay until the end, so that builds share the engine's cache, and go then,
 * also when it fails or is interrupted.
 * @throws OperationError when it is interrupted.
 * @param told is called with every result as it comes.
 */
export async function validateBuilds(docker: Docker, rows: readonly (readonly Build[])[], options: ValidateOptions, told: (result: Result) => void): Promise<Result[][]> {
  const run = newRun();
  const before = new Set((await docker.listImages({ all: true })).map((image) => image.Id.replace(/^sha256:/, "").slice(0, 12)));
  const layers = new Set<string>();
  const interruption = new AbortController();
  const interrupt = () => interruption.abort(new OperationError("interrupted; what was made on the engine is removed"));
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  try {
    return await pooled([...rows.entries()], options.jobs, async ([index, row]) => {
      const results: Result[] = [];
      for (const [at, one] of row.entries()) {
        const result = await validateOne(docker, one, { ...options, name: `sutazai-validate-${run.id}-${index}-${at}`, run, layers, signal: interruption.signal });
        told(result);
        results.push(result);
      }
      return results;
    });
  } catch (error) {
    // A timer that is cut short says so with an error of its own.
    throw interruption.signal.aborted ? interruption.signal.reason : error;
  } finally {
    await removeRun(docker, run.id);
    await removeLayers(docker, [...layers].filter((id) => !before.has(id)));
    if (interruption.signal.aborted) await cleanUpAfterBuilds(docker, run.id);
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}

interface One extends ValidateOptions {
  readonly name: string;
  readonly run: Run;
  /** Takes the ids of the intermediate images. */
  readonly layers: Set<string>;
  readonly signal: AbortSignal;
}

async function validateOne(docker: Docker, { job, source: { root, tree, overlay }, look }: Build, options: One): Promise<Result> {
  options.signal.throwIfAborted();
  const { text, replaced } = rebase(textOf(tree, job.dockerfile), options.bases);
  const dockerfile = parseDockerfile(text);
  const verdict = foreseen(tree, job, dockerfile);
  if (verdict) return { ...job, ...verdict, built: false, bytes: undefined, seconds: 0, steps: 0, cachedSteps: 0, replacedBases: replaced, log: [] };
  const { instructions } = dockerfile;
  const { labels } = options.run;
  const built = await build(docker, { context: () => contextStream(join(root, job.context), text, instructions, below(job.context, overlay)), tag: options.name, labels, target: job.target, noCache: options.noCache, timeLimitSeconds: options.timeLimitSeconds, signal: options.signal, onLayer: (id) => void options.layers.add(id) });
  const measured = { ...job, seconds: built.seconds, steps: built.steps, cachedSteps: built.cached, replacedBases: replaced };
  if (built.error !== undefined) {
    const { outcome, detail } = built.timedOut ? { outcome: "timeout" as const, detail: `${built.error}; last: ${built.log.at(-1)?.trim() ?? "nothing"}` } : buildVerdict(built.error, built.log);
    const newer = outcome === "syntax" ? "; BuildKit's current rules accept it: this engine's builder is older, or a name is wrong" : "";
    return { ...measured, built: false, bytes: undefined, outcome, detail: detail + newer, log: built.log.slice(-LOG_LINES) };
  }
  const { Size } = await docker.getImage(options.name).inspect();
  await look?.(options.name);
  const started = await start(docker, { image: options.name, name: options.name, labels, limits: options.limits, memory: options.memory, signal: options.signal });
  return { ...measured, built: true, bytes: Size, ...started };
}

/** The overlay's files in a folder, by path from there. */
function below(folder: string, overlay: Overlay): Overlay {
  const prefix = folder === "." ? "" : `${folder}/`;
  return new Map([...overlay].flatMap(([path, was]) => (path.startsWith(prefix) ? [[path.slice(prefix.length), was] as const] : [])));
}

/** Seconds that the engine may take to notice that the client of a build has gone: it ends the step that it is in. */
const LAST_STEP_SECONDS = 10;
/** Milliseconds between two looks, and looks in a row that must find nothing. */
const LOOK = 250;
const CALM_LOOKS = 6;

/** A build that was cut off may still leave the image of the step that it was in. */
async function cleanUpAfterBuilds(docker: Docker, run: string): Promise<void> {
  const end = performance.now() + LAST_STEP_SECONDS * 1000;
  for (let calm = 0; calm < CALM_LOOKS && performance.now() < end; calm++) {
    await pause(LOOK);
    if ((await removeRun(docker, run)) > 0) calm = -1;
  }
}

/** The layers that failed builds left; what something else uses stays. */
async function removeLayers(docker: Docker, layers: readonly string[]): Promise<void> {
  for (const id of [...layers].reverse()) {
    const tags = await docker.getImage(id).inspect().then((image) => image.RepoTags, () => undefined);
    if (tags?.length === 0) await docker.getImage(id).remove().catch(() => {});
  }
}
