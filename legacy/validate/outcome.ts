/** What became of one build or start, in the words of the report. */

/** From the first step that can fail to the last. */
export const OUTCOMES = {
  syntax: "the Dockerfile itself is refused",
  "missing source": "COPY or ADD names what the context does not have",
  "missing base": "the base image does not exist, or needs a login",
  "registry unreachable": "an image or package registry did not answer",
  "unresolvable dependency": "a package or version does not exist, or contradicts another",
  "build error": "a step of the build failed",
  timeout: "not finished within the time limit",
  exits: "the container ends by itself",
  "never listens": "it runs, but nothing listens on a port that it exposes",
  unhealthy: "its own health check fails",
  "no health check": "it runs, but nothing says whether it works",
  healthy: "its own health check passes",
} as const;

export type Outcome = keyof typeof OUTCOMES;

export interface Verdict {
  readonly outcome: Outcome;
  /** The line that says why, of the engine or the program. */
  readonly detail: string;
}
