/**
 * Waits until a started container passes its own health check, and fails as soon as the engine says that it never will.
 * A shell check loops inside one exec, so waiting costs no process per probe on the host.
 */
import type Docker from "dockerode";
import { execute } from "./check.ts";
import { engineMessage } from "./client.ts";
import { Events } from "./events.ts";
import { describeFailure } from "./failure.ts";

export interface ReadinessTarget {
  readonly stack: string;
  readonly service: string;
  readonly containerId: string;
  /** The engine's form: ["CMD-SHELL", line] or ["CMD", ...argv]. */
  readonly test: readonly string[];
  /** Seconds until it counts as failed. */
  readonly startBudget: number;
}

/** A first probe waits so long at most while neighbours are being started: an exec costs as much as half a start. */
export const CALM_SECONDS = 1;
/** One exec may loop so long; a deploy that is killed leaves no loop behind for longer. */
const LOOP_SECONDS = 30;

/**
 * Resolves when the check has passed or the engine calls the container healthy.
 * @throws Error with the cause, the check's output and the last log lines: exit, out of memory, unhealthy, budget used up.
 */
export async function awaitReady(docker: Docker, events: Events, target: ReadinessTarget, signal: AbortSignal): Promise<void> {
  const container = docker.getContainer(target.containerId);
  const watch = events.watch(target.containerId);
  const started = performance.now();
  const elapsed = () => (performance.now() - started) / 1000;
  const stop = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    const fail = () => reject(signal.reason as Error);
    if (signal.aborted) fail();
    else signal.addEventListener("abort", fail, { once: true });
  });
  aborted.catch(() => {});
  try {
    const state = (await container.inspect()).State;
    if (!state.Running || state.Restarting) throw await describeFailure(container, target, "is not running", elapsed());
    if (state.Health?.Status === "healthy") return;
    const verdict = watch.verdict.then(async (v) => {
      if (v !== "healthy") throw await describeFailure(container, target, v, elapsed());
    });
    verdict.catch(() => {});
    const asked = events.calm(CALM_SECONDS).then(() => probe(container, target, elapsed, stop.signal));
    asked.catch(() => {});
    await Promise.race([asked, verdict, aborted]);
  } finally {
    stop.abort();
    watch.close();
  }
}

async function probe(container: Docker.Container, target: ReadinessTarget, elapsed: () => number, stop: AbortSignal): Promise<void> {
  let pause = 0.1;
  let failures = 0;
  while (!stop.aborted) {
    const left = target.startBudget - elapsed();
    if (left <= 0) throw await describeFailure(container, target, `is not ready after ${target.startBudget} s`, elapsed());
    try {
      if ((await runCheck(container, target.test, pausesOf(elapsed(), Math.min(LOOP_SECONDS, left)), stop)) === 0) return;
      failures = 0;
    } catch (error) {
      // A container that just died refuses execs; the engine's event brings the verdict, so only a lasting refusal is one.
      if (++failures > 40) throw await describeFailure(container, target, `cannot be asked (${engineMessage(error)})`, elapsed());
    }
    await pausing(pause, stop);
    pause = Math.min(1, pause * 1.5);
  }
}

/** Runs the check inside the container; a shell check repeats there with these pauses. Returns its exit code. */
async function runCheck(container: Docker.Container, test: readonly string[], pauses: readonly number[], stop: AbortSignal): Promise<number> {
  const [kind, ...words] = test;
  const argv = kind === "CMD-SHELL" ? ["/bin/sh", "-c", shellLoop(words[0]!, pauses)] : words;
  return (await execute(container, argv, stop)).exit;
}

/** A loop that ends with the check's success, or fails after its pauses. */
export function shellLoop(check: string, pauses: readonly number[]): string {
  return [
    `c() { ( ${check}\n) >/dev/null 2>&1; }`,
    `for p in ${pauses.join(" ")}; do c && exit 0; sleep $p 2>/dev/null || sleep 1; done`,
    "exit 1",
  ].join("\n");
}

/**
 * Seconds between the checks of the next `seconds`, when `elapsed` have passed since the start: a fifteenth of what has passed, so
 * that an answer comes a few percent late and sixty services that start beside each other do not spend the host on being asked.
 */
export function pausesOf(elapsed: number, seconds: number): number[] {
  const pauses: number[] = [];
  for (let at = elapsed; at < elapsed + seconds; at += pauses.at(-1)!) pauses.push(Math.round(Math.min(2, Math.max(0.1, at / 15)) * 10) / 10);
  return pauses;
}

function pausing(seconds: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, seconds * 1000);
    stop.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}
