/** What a part of the planner proposes: one thing done to one file, with its reason. The assembly makes steps of them. */
import type { Phase, Step } from "../plan-types.ts";

export interface Proposal {
  /** The file that it changes; two proposals never change the same one. */
  readonly path: string;
  /** The new content; undefined takes the file away. */
  readonly content: string | undefined;
  /** Of the file that is written; default: that of the file that it replaces, 0644 for a new one. */
  readonly mode?: number;
  readonly cause: string;
  readonly risk: Step["risk"];
  readonly phase: Phase;
  /** Services whose file it is; the step is named after the first. */
  readonly services: readonly string[];
  /** Its owner said that it goes. */
  readonly givenUp?: true;
  /** Paths whose proposals must be carried out with this one. */
  readonly needs: readonly string[];
}

/** Names under which a file is known: the services that build it, else its folder's name or what stands behind `Dockerfile.`. */
export function ownersOf(path: string, builders: readonly string[]): string[] {
  if (builders.length > 0) return [...new Set(builders)].sort();
  const parts = path.split("/");
  const suffix = /^Dockerfile\.([A-Za-z][\w-]*)|^([\w-]+)\.Dockerfile$/.exec(parts.at(-1)!);
  return [suffix?.[1] ?? suffix?.[2] ?? parts.at(-2) ?? "root"];
}

/** The critical services that a file belongs to: one of its owners has the name (a prefix such as `shop-` aside), or a folder on its way. */
export function criticalOf(path: string, owners: readonly string[], critical: readonly string[]): string[] {
  const folders = path.split("/").slice(0, -1);
  return critical.filter((name) => folders.includes(name) || owners.some((owner) => owner === name || owner.endsWith(`-${name}`) || owner.endsWith(`_${name}`)));
}
