/** Words of a command line about builds and starts, as settings of a validation. */
import type Docker from "dockerode";
import { availableParallelism } from "node:os";
import type { BaseRule } from "../../legacy/validate/bases.ts";
import { orAbsent } from "../../engine/client.ts";
import { LEAST_MEMORY } from "../../infra/units.ts";
import { EnvironmentError, UsageError } from "../command.ts";
import type { ValidateOptions } from "./run.ts";

/** By the options' camelCase names. */
export const DEFAULTS = { jobs: String(Math.min(4, availableParallelism())), timeLimit: "900", readyLimit: "60", memory: "1024" } as const;

/** @throws UsageError for an option that says nothing. */
export function settingsOf(words: Readonly<Record<string, unknown>>): ValidateOptions {
  const options: Readonly<Record<string, unknown>> = { ...DEFAULTS, ...Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined)) };
  const ready = positive("--ready-limit", options.readyLimit);
  return {
    criticalOnly: options.criticalOnly === true,
    bases: ((options.base ?? []) as string[]).map(baseRule),
    jobs: positive("--jobs", options.jobs),
    timeLimitSeconds: positive("--time-limit", options.timeLimit),
    limits: { ready, settle: Math.min(5, ready) },
    memory: positive("--memory", options.memory, LEAST_MEMORY) * 2 ** 20,
    noCache: options.cache === false,
  };
}

function positive(name: string, value: unknown, least = 1): number {
  if (!/^[1-9]\d{0,8}$/.test(String(value)) || Number(value) < least) throw new UsageError(`${name} is a whole number from ${least}, not "${String(value)}"`);
  return Number(value);
}

/** `python:3.*=sutazai/lab-python:3.11`. */
export function baseRule(text: string): BaseRule {
  const found = /^([^=\s]+)=([^=\s]+)$/.exec(text);
  if (!found) throw new UsageError(`--base is UPSTREAM=LOCAL, as python:3.11-slim=my/python:1, not "${text}"`);
  return { from: found[1]!, image: found[2]! };
}

/** Before anything is built: the builder would ask a registry for an image that is not here. @throws EnvironmentError when the engine has not all of them. */
export async function requireBases(docker: Pick<Docker, "getImage">, bases: readonly BaseRule[]): Promise<void> {
  for (const { from, image } of bases) {
    if ((await orAbsent(docker.getImage(image).inspect())) === undefined) throw new EnvironmentError(`--base ${from}=${image}: the engine has no image ${image}`, `docker pull ${image}, or name one that docker images lists`);
  }
}
