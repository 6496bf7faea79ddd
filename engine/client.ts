import { createRequire } from "node:module";
import type Docker from "dockerode";
import { ENGINE_SOCKET } from "../infra/names.ts";

const require = createRequire(import.meta.url);
let shared: Docker | undefined;

/** A client of the engine that DOCKER_HOST names. Its library, two hundred files, is loaded when the first is made: most of our commands do without. */
export function newEngine(options: Docker.DockerOptions = {}): Docker {
  const Client = require("dockerode") as typeof Docker;
  return new Client(options);
}

/** The engine that DOCKER_HOST names, else the local socket. One client per process. */
export function engine(): Docker {
  return (shared ??= newEngine());
}

/** A short word for where the engine is, for messages. */
export function engineAddress(): string {
  return process.env.DOCKER_HOST ?? `unix://${ENGINE_SOCKET}`;
}

/** What to do when no engine answers: one that the user chose is never installed or started from here. */
export function engineAdvice(host: string | undefined): string {
  return host ? "start the engine there, or `unset DOCKER_HOST` to use this machine's own" : "./sutazai doctor says what is missing; ./sutazai up installs and starts it where it may";
}

/** HTTP status of an engine's answer; undefined for anything else (socket gone, permission). */
export function engineStatus(error: unknown): number | undefined {
  const status = (error as { statusCode?: unknown })?.statusCode;
  return typeof status === "number" ? status : undefined;
}

/** An answer of the engine, or undefined when it has no such thing. */
export async function orAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (engineStatus(error) === 404) return undefined;
    throw error;
  }
}

/** The engine's own words, without the client's frame. */
export function engineMessage(error: unknown): string {
  const json = (error as { json?: { message?: string } })?.json;
  return json?.message ?? (error instanceof Error ? error.message : String(error));
}
