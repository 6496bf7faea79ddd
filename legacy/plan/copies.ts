import { posix } from "node:path";
import { kindOf } from "../kinds.ts";
import { dockerfileOf, textOf, type Estate } from "./estate.ts";
import type { Pair, Reference } from "./references.ts";

/** What a Dockerfile copies out of a context: literal sources, every file that a pattern matches, and files of a copied folder that it names. */
export function copyReferences({ dockerfile, context }: Pair, estate: Estate): Reference[] {
  const file = estate.files.get(dockerfile);
  if (!file) return [];
  const text = textOf(file);
  const found: Reference[] = [];
  for (const { keyword, args, flags, line } of dockerfileOf(file).instructions) {
    if ((keyword !== "COPY" && keyword !== "ADD") || flags.some((flag) => flag.startsWith("--from"))) continue;
    const refer = (kind: Reference["kind"], paths: readonly string[]) => found.push(...paths.map((to) => ({ from: dockerfile, line, kind, to })));
    for (const source of args.slice(0, -1).filter((word) => !/\$|:\/\/|^\d*<</.test(word))) {
      const to = inContext(context, source);
      if (/[*?[]/.test(source)) refer("copy", matching(to, estate));
      else {
        refer("copy", [to]);
        if (to === "." || estate.folders.has(to)) refer("uses", namedBelow(to, text, estate));
      }
    }
  }
  return found;
}

/** A source cleaned as an absolute path of the context, as the engine does it. */
const inContext = (context: string, source: string) => posix.join(context, posix.join("/", source)).replace(/(.)\/$/, "$1");

/** Files and folders that a pattern can match; a class in brackets is taken for any character. */
function matching(pattern: string, { files, folders }: Estate): string[] {
  const expression = pattern
    .replace(/\[[^\]]*\]?/g, "?")
    .replace(/[.+^${}()|\\]/g, "\\$&")
    .replaceAll("*", "[^/]*")
    .replaceAll("?", "[^/]");
  const test = new RegExp(`^${expression}$`);
  return [...files.keys(), ...folders].filter((path) => test.test(path));
}

/** Requirements files below a folder whose base name the Dockerfile holds: it copies the folder and then reads them. */
function namedBelow(folder: string, text: string, { files }: Estate): string[] {
  const prefix = folder === "." ? "" : `${folder}/`;
  return [...files.keys()].filter((path) => kindOf(path) === "requirements" && path.startsWith(prefix) && text.includes(posix.basename(path)));
}
