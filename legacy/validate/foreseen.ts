/** Failures that are seen without building: hours of steps before a COPY that cannot work are not run. Pure. */
import type { Dockerfile } from "../../readers/dockerfile/instruction.ts";
import { stagesOf } from "../../readers/dockerfile/stages.ts";
import { missingIn, sourcesOf } from "../copy-sources.ts";
import type { Tree } from "../tree.ts";
import type { Verdict } from "./outcome.ts";
import type { Job } from "./plan.ts";

/** What makes a build of the whole Dockerfile fail for certain; with a target, stages that it may not need are not judged. */
export function foreseen(tree: Tree, job: Job, dockerfile: Dockerfile): Verdict | undefined {
  const [error, ...others] = dockerfile.errors;
  if (error) return { outcome: "syntax", detail: `line ${error.line}: ${error.message}${more(others.length)}; not built` };
  if (job.target !== undefined) return undefined;
  const [missing, ...rest] = missingIn(tree, job.context, sourcesOf(stagesOf(dockerfile).flatMap(({ steps }) => steps)).paths).literal;
  return missing && { outcome: "missing source", detail: `line ${missing.line}: ${missing.src} is not in the context${more(rest.length)}; not built` };
}

const more = (count: number) => (count === 0 ? "" : `, and ${count} more`);
