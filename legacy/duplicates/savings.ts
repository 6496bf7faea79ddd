/** What the duplicates cost: builds that give the same image again. */
import type { Duplicates } from "./duplicates.ts";

/** Seconds and bytes of real builds, by Dockerfile. */
export type Measured = ReadonlyMap<string, { readonly seconds: number; readonly bytes: number }>;

export interface Savings {
  /** Dockerfiles beyond the first of each group that is the same. */
  readonly redundantBuilds: number;
  readonly seconds: number;
  readonly bytes: number;
  /** Redundant builds whose seconds and bytes were measured; the others are estimates. */
  readonly measured: number;
  readonly estimate: boolean;
  /** How the figures came about. */
  readonly how: string;
}

/** Taken for a build that was not measured and has no measured twin or average. */
export const ASSUMED = { seconds: 60, bytes: 200 * 2 ** 20 } as const;

/**
 * Each redundant build counts with its own measured figures, else with its group's, else with the average of all measured builds, else with
 * ASSUMED. The engine shares equal layers, so bytes are what the images would take when each is built on a host of its own.
 */
export function savingsOf({ same }: Pick<Duplicates, "same">, measured: Measured = new Map()): Savings {
  const groups = same.filter((group) => group.kind === "dockerfile");
  const average = measured.size > 0 ? mean([...measured.values()]) : ASSUMED;
  const builds = groups.flatMap(({ paths }) => paths.slice(1).map((path) => ({ own: measured.get(path), figures: measured.get(path) ?? paths.map((p) => measured.get(p)).find((m) => m !== undefined) ?? average })));
  const known = builds.filter((build) => build.own !== undefined).length;
  return {
    redundantBuilds: builds.length,
    seconds: Math.round(builds.reduce((sum, { figures }) => sum + figures.seconds, 0)),
    bytes: Math.round(builds.reduce((sum, { figures }) => sum + figures.bytes, 0)),
    measured: known,
    estimate: known < builds.length,
    how: builds.length === 0 ? "no image is built twice" : known === builds.length ? "measured" : measured.size > 0 ? `${known} measured, the others at their group's or the average measured build` : `estimate: ${ASSUMED.seconds} s and ${ASSUMED.bytes / 2 ** 20} MB assumed for each build; consolidate plan --measured FILE takes real ones`,
  };
}

const mean = (all: readonly { seconds: number; bytes: number }[]) => ({ seconds: all.reduce((sum, m) => sum + m.seconds, 0) / all.length, bytes: all.reduce((sum, m) => sum + m.bytes, 0) / all.length });
