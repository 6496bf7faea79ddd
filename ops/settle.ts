/** After a reboot, or a restart by hand, nothing is to be deployed and yet not all is ready: what is coming up by itself is waited for. */
import { setTimeout as sleep } from "node:timers/promises";
import { firstOf } from "../infra/words.ts";
import { about } from "./output.ts";
import { isHealthy, type Observation, type ServiceState } from "./observe.ts";

const TELL_S = 30;
/** The engine waits twice as long after each death: after so many, nearly two minutes have passed in which what it needs could have come. */
const HOPELESS = 10;
const [SHORTEST_MS, LONGEST_MS] = [500, 5_000];

export interface Settling {
  /** Looks at the services once. */
  look(): Promise<Observation>;
  /** Seconds that a service may take to start. */
  budget(service: string): number;
  say(text: string): void;
  /** Milliseconds since 1970. */
  now?(): number;
  pause?(ms: number): Promise<unknown>;
}

/** Looks until no service is coming up any more: all are ready, or have used up the time that they may take, or will not start by themselves. */
export async function settle({ look, budget, say, now = Date.now, pause = sleep }: Settling): Promise<Observation> {
  const began = now();
  let told = -Infinity;
  for (let wait = SHORTEST_MS; ; wait = Math.min(LONGEST_MS, wait * 1.5)) {
    const lookedAt = now();
    const seen = await look();
    const passed = (now() - began) / 1000;
    const coming = seen.services.filter((s) => isComing(s, budget(s.name), now()) && passed < budget(s.name));
    if (coming.length === 0) return seen;
    if (passed - told >= TELL_S) {
      say(`not all is ready: waiting for ${firstOf(coming.map((c) => c.name), 8)}${passed < 1 ? "" : `, for ${about(Math.round(passed))} so far`}`);
      told = passed;
    }
    // To look costs the host what it needs to start: at most half of the time goes into it.
    await pause(Math.max(wait, now() - lookedAt));
  }
}

/** The engine has started it not longer ago than it may take, or starts what died once more, and it may still pass its check. */
function isComing(s: ServiceState, budget: number, now: number): boolean {
  if (s.restarts >= HOPELESS) return false;
  return s.state === "restarting" || (s.state === "running" && s.health !== "none" && !isHealthy(s) && now - Date.parse(s.startedAt) < budget * 1000);
}
