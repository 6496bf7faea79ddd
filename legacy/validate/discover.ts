/** Which files of an estate are looked at to validate it. */
import { readdirSync } from "node:fs";
import { join } from "node:path";

const SKIPPED = new Set([".git", "node_modules"]);
const DOCKERFILE = /^Dockerfile(\..*)?$|\.Dockerfile$/s;
const COMPOSE = /^(docker-)?compose.*\.ya?ml$/s;

export interface EstateFiles {
  /** Paths relative to the root, sorted. */
  readonly dockerfiles: readonly string[];
  readonly compose: readonly string[];
}

/** Regular files by their names; linked folders are not followed, folders that cannot be read are passed over. */
export function discover(root: string): EstateFiles {
  const dockerfiles: string[] = [];
  const compose: string[] = [];
  const visit = (folder: string) => {
    for (const entry of list(join(root, folder))) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && !SKIPPED.has(entry.name)) visit(path);
      else if (entry.isFile() && DOCKERFILE.test(entry.name)) dockerfiles.push(path);
      else if (entry.isFile() && COMPOSE.test(entry.name)) compose.push(path);
    }
  };
  visit("");
  return { dockerfiles: dockerfiles.sort(), compose: compose.sort() };
}

function list(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
