/** The duplicates for people: a section of a report, as Markdown that also reads as text. */
import { counted } from "../../infra/words.ts";
import type { Duplicates, Group } from "./duplicates.ts";
import { EACH, type Difference } from "./similarity.ts";
import type { Savings } from "./savings.ts";

/** Groups and differences that are shown of each kind; the JSON has all. */
const SHOWN = 5;

/** Said wherever near duplicates or templates are told that were not sought among all pairs. */
export const LIMITED = `More than ${EACH} different Dockerfiles, so not each was held against each: some that are nearly the same may be missing, and fewer templates may do.`;

export function duplicatesText(duplicates: Duplicates, savings: Savings): string[] {
  const { identical, same, near, templates, limited } = duplicates;
  const members = templates.templates.reduce((sum, t) => sum + t.members.length, 0);
  return [
    "## Duplicates",
    `- identical files: ${sum(identical)} in ${counted(identical.length, "group")}`,
    `- the same but for comments, blanks and order: ${sum(same)} in ${counted(same.length, "group")}`,
    ...same.slice(0, SHOWN).map((group) => `  - ${group.paths.length} times: ${group.paths.slice(0, 3).join(", ")}${group.paths.length > 3 ? " ..." : ""}`),
    `- nearly the same Dockerfiles: ${near.reduce((total, group) => total + group.others.length, 0)} like one of ${near.length}`,
    ...near.slice(0, SHOWN).flatMap(({ like, others }) => [`  - like ${like}:`, ...others.slice(0, 2).flatMap((other) => differenceLines(like, other))]),
    `- templates: ${counted(templates.templates.length, "makes", "make")} ${counted(members, "Dockerfile")} (a set found by greedy cover, not proven smallest); ${counted(templates.alone.length, "stands", "stand")} alone`,
    ...templates.templates.slice(0, SHOWN).map((t) => `  - ${t.name}: ${counted(t.members.length, "Dockerfile")}, parameters ${t.parameters.join(", ")}`),
    ...(limited ? [`- ${LIMITED}`] : []),
    savings.redundantBuilds === 0 ? "- no image is built more often than needed" : `- the same image is built ${counted(savings.redundantBuilds, "time")} more than needed: ${savings.seconds} s, ${(savings.bytes / 2 ** 30).toFixed(1)} GB (${savings.how})`,
    "",
  ];
}

/** The lines in which a file differs from the one that it is like. */
export function differenceLines(like: string, { path, similarity, without, instead }: Difference): string[] {
  const cut = (text: string) => (text.length > 100 ? `${text.slice(0, 100)} ...` : text).replaceAll("\n", " ");
  return [
    `    - ${path} (${Math.round(similarity * 100)} % of instructions in common)`,
    ...without.map(({ text, line }) => `      - \`${like}:${line}\` ${cut(text)}`),
    ...instead.map(({ text, line }) => `      + \`${path}:${line}\` ${cut(text)}`),
  ];
}

const sum = (groups: readonly Group[]) => groups.reduce((total, group) => total + group.paths.length, 0);
