/** What a container that was started alone shows. Pure. */
import type { Verdict } from "./outcome.ts";

export interface Observed {
  readonly running: boolean;
  readonly exitCode: number;
  readonly outOfMemory: boolean;
  /** Undefined for an image without a health check. */
  readonly health: "starting" | "healthy" | "unhealthy" | undefined;
  /** Exit code and words of the check's last run. */
  readonly check: { readonly exitCode: number; readonly output: string } | undefined;
  /** TCP ports that the image exposes. */
  readonly exposed: readonly number[];
  /** TCP ports that something listens on inside; undefined when it could not be found out. */
  readonly listening: readonly number[] | undefined;
  readonly seconds: number;
}

export interface StartLimits {
  /** Seconds until what is not ready counts as failed. */
  readonly ready: number;
  /** Seconds that a container without check and ports must stay up. */
  readonly settle: number;
}

/** The verdict, or undefined while it is too early for one. @param lastLine of the container's log. */
export function startVerdict(seen: Observed, limits: StartLimits, lastLine: string): Verdict | undefined {
  const late = seen.seconds >= limits.ready;
  const silent = seen.listening !== undefined && seen.exposed.length > 0 && !seen.exposed.some((port) => seen.listening!.includes(port));
  const neverListens: Verdict = { outcome: "never listens", detail: `exposes ${seen.exposed.join(", ")}; ${seen.listening?.length ? `listens on ${seen.listening.join(", ")}` : "listens on nothing"}${lastLine && `; says: ${lastLine}`}` };
  if (!seen.running) return { outcome: "exits", detail: `exit ${seen.exitCode}${seen.outOfMemory ? ", out of memory" : ""} after ${seen.seconds.toFixed(1)} s${lastLine && `: ${lastLine}`}` };
  if (seen.health === "healthy") return { outcome: "healthy", detail: `after ${seen.seconds.toFixed(1)} s` };
  if (seen.health === "unhealthy" || (seen.health === "starting" && late)) {
    if (silent) return neverListens;
    return { outcome: "unhealthy", detail: seen.check ? `its check: exit ${seen.check.exitCode}: ${seen.check.output.trim() || "no output"}` : `its check did not end within ${limits.ready} s` };
  }
  if (seen.health === "starting") return undefined;
  if (seen.exposed.length > 0 && seen.listening !== undefined) {
    if (silent) return late ? neverListens : undefined;
    return { outcome: "no health check", detail: `listens on ${seen.exposed.filter((port) => seen.listening!.includes(port)).join(", ")} after ${seen.seconds.toFixed(1)} s` };
  }
  return seen.seconds >= limits.settle ? { outcome: "no health check", detail: `still runs after ${seen.seconds.toFixed(1)} s` } : undefined;
}

/** Ports in the listen state of `/proc/net/tcp` and `tcp6`, sorted. */
export function listeningPorts(table: string): number[] {
  const rows = table.matchAll(/^\s*\d+: [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]+:[0-9A-F]{4} 0A /gm);
  return [...new Set([...rows].map(([, port]) => parseInt(port!, 16)))].sort((a, b) => a - b);
}
