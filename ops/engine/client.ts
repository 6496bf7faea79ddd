import type Docker from "dockerode";
import { newEngine } from "../../engine/client.ts";

const LIMIT_MS = 4_000;

/**
 * The engine for questions only: a request that gets no answer ends by itself, so that a hanging engine keeps
 * neither a check nor the process waiting. Work on the engine goes through `engine()`.
 */
export function askEngine(): Docker {
  return newEngine({ timeout: LIMIT_MS });
}
