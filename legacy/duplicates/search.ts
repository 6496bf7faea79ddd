/** How families are sought: each file against each other where there are few, in bounded work where there are many. */
import { cover } from "./cover.ts";
import { familyOfOne, joined, membersVia, type Family, type Files, type TemplateRules } from "./families.ts";
import { EACH } from "./similarity.ts";

/** What bounds the work, which grows with the number of files and not with its square. */
export interface Limits {
  /** Up to so many, each is held against each. */
  readonly each: number;
  /** Beyond, a file is tried with so many families of those that stand before it. */
  readonly open: number;
  /** Where more than `each` families are left, so many at a time are held against each other. */
  readonly block: number;
}

export const LIMITS: Limits = { each: EACH, open: 24, block: 100 };

/**
 * All files, each in one family. Beyond `each` files, those of equal shape (same instructions, words and separators in the same places) come
 * together first, then those that stand near each other when sorted by their first lines, then by their last lines; then, if few enough
 * families are left, each is held against each, else in blocks.
 */
export function familiesOf(files: Files, rules: TemplateRules, limits: Limits): Family[] {
  const all = files.texts.map((_, file) => familyOfOne(files, file));
  if (all.length <= limits.each) return cover(all, files, rules);
  const text = ({ seed }: Family) => files.texts[seed]!.join("\n");
  const fromTheEnd = ({ seed }: Family) => files.texts[seed]!.toReversed().join("\n");
  const shapes = Map.groupBy(sortedBy(all, text), ({ seed }) => shapeOf(files.tokens[seed]!));
  let families = [...shapes.values()].flatMap((alike) => neighboursTogether(alike, files, rules, limits.open));
  for (const key of [text, fromTheEnd]) {
    if (families.length > limits.each) families = neighboursTogether(sortedBy(families, key), files, rules, limits.open);
  }
  if (families.length <= limits.each) return cover(families, files, rules);
  return blocksOf(sortedBy(families, text), limits.block).flatMap((block) => cover(block, files, rules));
}

/** A Dockerfile with every word but the first of each line left open. */
const shapeOf = (tokens: readonly string[]) => tokens.map((token, i) => (i > 0 && tokens[i - 1] !== "\n" && /^[\w.+-]/.test(token) ? "w" : token)).join("");

function sortedBy(families: readonly Family[], key: (family: Family) => string): Family[] {
  return families
    .map((family) => ({ family, key: key(family) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ family }) => family);
}

const blocksOf = <T>(all: readonly T[], size: number): T[][] => Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size));

interface Growing extends Family {
  readonly members: Family["members"][number][];
}

/** Each joins one of the families that were joined last, or begins one. */
function neighboursTogether(families: readonly Family[], files: Files, rules: TemplateRules, open: number): Family[] {
  const closed: Family[] = [];
  let latest: Growing[] = [];
  for (const one of families) {
    let grown: Growing | undefined;
    const into = latest.find((family) => (grown = withOne(family, one, files, rules)) !== undefined);
    latest = [grown ?? { ...one, members: [...one.members] }, ...latest.filter((family) => family !== into)];
    if (latest.length > open) closed.push(latest.pop()!);
  }
  return [...closed, ...latest];
}

function withOne(family: Growing, one: Family, files: Files, rules: TemplateRules): Growing | undefined {
  const { seed } = family;
  if (files.common(seed, one.seed) < rules.common * Math.max(family.longest, one.longest)) return undefined;
  const partner = files.partner(seed, one.seed);
  const extent = joined(family, one, partner, files.lengths[seed]!, rules);
  if (extent === undefined) return undefined;
  for (const member of membersVia(partner, one)) family.members.push(member);
  return { seed, members: family.members, ...extent };
}
