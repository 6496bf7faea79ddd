/** What is built to validate an estate: every Dockerfile, in every context that it is built in. Pure. */
import { CRITICAL } from "../critical.ts";
import { posix } from "node:path";
import type { BuildPair } from "../compose.ts";

/** One build. Paths are relative to the estate's root. */
export interface Job {
  readonly dockerfile: string;
  readonly context: string;
  /** The stage that is built; the last one when undefined. */
  readonly target: string | undefined;
  /** Services of compose files that build it, sorted; none for a Dockerfile that nobody refers to. */
  readonly services: readonly string[];
  readonly critical: boolean;
}

const critical = (name: string) => (CRITICAL as readonly string[]).includes(name);

/**
 * A job for every pair of Dockerfile and context (and target) that services build, and one in its own folder for every other Dockerfile.
 * Critical ones come first, then by Dockerfile and context.
 * @param dockerfiles paths of all Dockerfiles; pairs with others are left out, the audit names those.
 * @param isFolder whether a path is a folder of the estate; pairs with other contexts are left out.
 */
export function planJobs(dockerfiles: readonly string[], pairs: readonly BuildPair[], isFolder: (path: string) => boolean): Job[] {
  const known = new Set(dockerfiles);
  const jobs = new Map<string, Job>();
  const add = (dockerfile: string, context: string, target: string | undefined, service: string | undefined) => {
    const key = JSON.stringify([dockerfile, context, target]);
    const services = [...new Set([...(jobs.get(key)?.services ?? []), ...(service === undefined ? [] : [service])])].sort();
    jobs.set(key, { dockerfile, context, target, services, critical: services.some(critical) || namesOf(dockerfile).some(critical) });
  };
  for (const pair of pairs) if (known.has(pair.dockerfile) && isFolder(pair.context)) add(pair.dockerfile, pair.context, pair.target, pair.service);
  const built = new Set([...jobs.values()].map((job) => job.dockerfile));
  for (const dockerfile of dockerfiles) if (!built.has(dockerfile)) add(dockerfile, posix.dirname(dockerfile), undefined, undefined);
  return [...jobs.values()].sort((a, b) => Number(b.critical) - Number(a.critical) || compare(a.dockerfile, b.dockerfile) || compare(a.context, b.context) || compare(a.target ?? "", b.target ?? ""));
}

/** What a Dockerfile's path says that it is: its folder, and what its name has beside `Dockerfile`. */
function namesOf(dockerfile: string): string[] {
  const name = posix.basename(dockerfile);
  return [posix.basename(posix.dirname(dockerfile)), name.replace(/^Dockerfile\./, ""), name.replace(/\.Dockerfile$/, "")];
}

/** `backend/Dockerfile`, with the context where it is another folder, and the target. */
export function jobName({ dockerfile, context, target }: Job): string {
  return `${dockerfile}${context === posix.dirname(dockerfile) ? "" : ` in ${context}`}${target === undefined ? "" : ` (${target})`}`;
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
