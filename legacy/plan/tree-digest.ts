/** What a plan relies on, as one word: whether a folder is the one that a plan was made for, wherever it lies now. */
import { posix } from "node:path";
import { digest } from "../../infra/digest.ts";
import { kindOf } from "../kinds.ts";
import { sha256 } from "../sha256.ts";
import { FOLDER, type Estate } from "./estate.ts";
import { referencesOf, type References } from "./references.ts";

/**
 * Counted files, what compose files take their values from, what an earlier plan made, and who refers to what. Left aside: modes (a checkout gets them from
 * its umask), where lines stand, and whatever else lies there.
 */
export function treeDigest(estate: Estate, { all }: References = referencesOf(estate)): string {
  const taken = new Set(all.flatMap(({ kind, to }) => (kind === "env_file" || kind === "compose" ? [to] : [])));
  const isRead = (path: string) => kindOf(path) !== undefined || path.startsWith(`${FOLDER}/`) || posix.basename(path) === ".env" || taken.has(path);
  const files = [...estate.files].flatMap(([path, { bytes }]) => (isRead(path) ? [`file ${path} ${bytes ? sha256(bytes) : "unread"}`] : []));
  const links = [...estate.links].flatMap(([path, target]) => (isRead(path) ? [`link ${path} ${target}`] : []));
  return digest([...new Set([...files, ...links, ...all.map(({ from, kind, to, service = "" }) => `${kind} ${from} ${to} ${service}`)])].sort());
}
