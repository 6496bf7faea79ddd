/** The gate that builds and starts the images of a phase's Dockerfiles, as they were and as they are. */
import { engine } from "../../engine/client.ts";
import type { Gate, Judged, PastFile } from "../../legacy/execute/gate.ts";
import { kindOf } from "../../legacy/kinds.ts";
import { estateTree, type Estate } from "../../legacy/plan/estate.ts";
import { asBefore, madeAgain, withFiles } from "../../legacy/plan/past.ts";
import { COMPARED, type Difference, type ImageFacts } from "../../legacy/proof.ts";
import { walk } from "../../legacy/tree.ts";
import { judgeBuilds, type BuiltPair } from "../../legacy/validate/build-gate.ts";
import { jobName, type Job } from "../../legacy/validate/plan.ts";
import { UsageError } from "../command.ts";
import { imageFacts } from "../prove/facts.ts";
import { removeOrphans } from "../transient.ts";
import { jobsOf, validateBuilds, type Build, type Source, type ValidateOptions } from "../validate/run.ts";
import { settingsOf } from "../validate/settings.ts";

/** `build`: Dockerfiles that the phase wrote; `all`: also those that it took away, made again from the manifest. */
export const SCOPES = ["build", "all"] as const;

export interface BuildWords {
  readonly scope: (typeof SCOPES)[number];
  readonly accepted: ReadonlySet<Difference["what"]>;
  readonly settings: ValidateOptions;
}

/** The words of `apply` about builds; undefined when nothing is to be built. @throws UsageError for a word that says nothing. */
export function buildWords(options: Readonly<Record<string, unknown>>): BuildWords | undefined {
  const { validate, accept = [], base = [], jobs, timeLimit, readyLimit, memory } = options as { validate?: string; accept?: string[]; base?: string[]; jobs?: string; timeLimit?: string; readyLimit?: string; memory?: string };
  const settings = settingsOf({ base, jobs, timeLimit, readyLimit, memory });
  if (validate === undefined) {
    if (accept.length > 0 || base.length > 0 || [jobs, timeLimit, readyLimit, memory].some((word) => word !== undefined)) throw new UsageError("--accept, --base, --jobs, --time-limit, --ready-limit and --memory are about builds: give --validate build, too");
    return undefined;
  }
  const scope = SCOPES.find((word) => word === validate);
  if (!scope) throw new UsageError(`--validate is ${SCOPES.join(" or ")}, not "${validate}"`);
  const unknown = accept.find((word) => !(COMPARED as readonly string[]).includes(word));
  if (unknown !== undefined) throw new UsageError(`--accept is one of ${COMPARED.join(", ")}, not "${unknown}"`);
  return { scope, accepted: new Set(accept as Difference["what"][]), settings };
}

export function buildGate(root: string, { scope, accepted, settings }: BuildWords, now: (judged: Judged) => Estate, say: (text: string) => void): Gate {
  return {
    name: "builds",
    costly: true,
    async judge(judged) {
      const pairs = await builtPairs(root, now(judged), judged.past(), scope, settings, say);
      return judgeBuilds(pairs, accepted);
    },
  };
}

async function builtPairs(root: string, now: Estate, past: ReadonlyMap<string, PastFile>, scope: BuildWords["scope"], settings: ValidateOptions, say: (text: string) => void): Promise<BuiltPair[]> {
  const disk = walk(root);
  const again = scope === "all" ? madeAgain(now, past).files : new Map<string, string>();
  const oldEstate = asBefore(now, past);
  const newEstate = withFiles(now, again);
  const old: Source = { root, tree: estateTree(oldEstate, disk), overlay: past };
  const made: Source = { root, tree: estateTree(newEstate, disk), overlay: new Map([...again].map(([path, content]) => [path, { kind: "file", bytes: Buffer.from(content), mode: 0o644 }])) };
  const touched = (job: Job) => past.has(job.dockerfile) && kindOf(job.dockerfile) === "dockerfile";
  const before = new Map(jobsOf(old.tree, false).filter(touched).map((job) => [keyOf(job), job]));
  const jobs = jobsOf(made.tree, false).filter(touched);
  const docker = engine();
  const facts = new Map<Build, ImageFacts>();
  const buildOf = (job: Job, source: Source): Build => {
    const build: Build = { job, source, look: async (image) => void facts.set(build, await imageFacts(docker, image)) };
    return build;
  };
  // The old image first: steps that are the same come from the engine's cache and are then proven to be so.
  const rows = jobs.map((job) => [...(before.has(keyOf(job)) ? [buildOf(before.get(keyOf(job))!, old)] : []), buildOf(job, made)]);
  let done = 0;
  await removeOrphans(docker, say);
  const results = await validateBuilds(docker, rows, settings, (result) => say(`builds ${++done}/${rows.flat().length}: ${jobName(result)}: ${result.outcome}`));
  return rows.map((row, i) => {
    const built = row.map((build, at) => ({ result: results[i]![at]!, facts: facts.get(build) }));
    return { before: built.length > 1 ? built[0] : undefined, after: built.at(-1)! };
  });
}

const keyOf = ({ dockerfile, context, target }: Job) => JSON.stringify([dockerfile, context, target]);
