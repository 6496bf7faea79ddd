/** Mentions of Dockerfiles, requirements and compose files in scripts, Makefiles, CI files and documents. */
import { posix } from "node:path";

/** Paths by their base name. */
export type Mentionable = ReadonlyMap<string, readonly string[]>;

/** Names that so many folders have that the name alone says nothing. */
const GENERIC = new Set(["Dockerfile", "requirements.txt", "docker-compose.yml", "docker-compose.yaml", "compose.yml", "compose.yaml"]);
const WORD = /[A-Za-z0-9_.$@+{}()~/-]*(?:Dockerfile|requirements|compose)[A-Za-z0-9_.@+/-]*/g;

/**
 * Every path that a text can mean: the word's last folders and base name must fit, whatever variable or `..` is before them. A generic name
 * without a folder means the file beside the text or in the estate's root; a name of its own means every file of that name.
 * @param from path of the text
 */
export function mentionsIn(from: string, text: string, targets: Mentionable): { line: number; to: string }[] {
  const found = new Map<string, number>();
  text.split("\n").forEach((line, i) => {
    if (line.length > 10_000) return;
    for (const [word] of line.matchAll(WORD)) for (const to of meant(from, word.replace(/[.,)]+$/, ""), targets)) if (!found.has(to)) found.set(to, i + 1);
  });
  return [...found].map(([to, line]) => ({ line, to }));
}

function meant(from: string, word: string, targets: Mentionable): readonly string[] {
  const parts = word.split("/").filter((part) => part !== "" && part !== "." && part !== "..");
  const known = parts.slice(parts.findLastIndex((part) => /[${}()~@]/.test(part)) + 1);
  const name = known.at(-1) ?? "";
  const paths = targets.get(name) ?? [];
  if (known.length > 1) {
    const tail = known.join("/");
    return paths.filter((path) => path === tail || path.endsWith(`/${tail}`));
  }
  return GENERIC.has(name) ? paths.filter((path) => [".", posix.dirname(from)].includes(posix.dirname(path))) : paths;
}
