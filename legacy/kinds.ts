/** Which files of an estate are what, by their names alone. */
import { posix } from "node:path";

export type FileKind = "dockerfile" | "requirements" | "compose";

const NAMES: readonly [FileKind, counted: RegExp, near: RegExp][] = [
  ["dockerfile", /^Dockerfile(\..*)?$|\.Dockerfile$/s, /^Dockerfile|^dockerfile(\.[^.]*)?$|\.dockerfile$/],
  ["requirements", /^requirements.*\.txt$/s, /requirements.*\.txt/i],
  ["compose", /^(docker-)?compose.*\.ya?ml$/s, /compose.*\.ya?ml/i],
];

/** The kind of a counted file; undefined for every other name. */
export function kindOf(path: string): FileKind | undefined {
  const name = posix.basename(path);
  return NAMES.find(([, counted]) => counted.test(name))?.[0];
}

/** The kind that a name that is not counted looks like: `base-requirements.txt`, `docker-compose.yml.bak`, `Dockerfile-old`. */
export function nearMissOf(path: string): FileKind | undefined {
  const name = posix.basename(path);
  return kindOf(path) ? undefined : NAMES.find(([, , near]) => near.test(name))?.[0];
}

/** True when the path says that the file is kept, not used. */
export function isArchived(path: string): boolean {
  return /archive|backup/i.test(path) || /\.(old|bak|orig)$/.test(path);
}
