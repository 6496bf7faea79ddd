/** The CI examples for a user's own repository, as their YAML says. */
import { readFileSync } from "node:fs";
import { parse } from "yaml";

export const read = (name: string) => readFileSync(new URL(`../examples/ci/${name}`, import.meta.url), "utf8");

interface Workflow {
  readonly on: Record<string, unknown>;
  readonly permissions: Record<string, string>;
  readonly jobs: Record<string, { readonly if?: string; readonly "runs-on": string | string[]; readonly "timeout-minutes"?: number; readonly steps: { readonly uses?: string; readonly run?: string }[] }>;
}

interface GitlabJob {
  readonly stage: string;
  readonly image?: string;
  readonly tags?: string[];
  readonly timeout?: string;
  readonly rules: { readonly if: string }[];
  readonly script: string[];
}

export const github = parse(read("github-actions.yml")) as Workflow;
export const { stages, ...gitlab } = parse(read("gitlab-ci.yml")) as { readonly stages: readonly string[] } & Record<string, unknown>;
export const gitlabJobs = Object.entries(gitlab).filter((entry): entry is [string, GitlabJob] => Object.hasOwn(entry[1] as object, "script"));
export const steps = Object.values(github.jobs).flatMap((job) => job.steps);
export const commands = {
  "github-actions.yml": steps.flatMap((s) => s.run ?? []),
  "gitlab-ci.yml": gitlabJobs.flatMap(([, job]) => job.script),
};

/** Every command of them that is ours, once. */
export const ours = [...new Set(Object.values(commands).flat())].filter((command) => command.startsWith("./sutazai "));
