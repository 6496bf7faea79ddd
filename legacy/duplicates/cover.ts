/** The fewest families that were found for a set of smaller ones, each held against each. */
import { joined, membersVia, narrowed, whole, type Extent, type Family, type Files, type TemplateRules } from "./families.ts";

/** Families, by number, that one seed's words can make together. */
interface Candidate {
  readonly seed: number;
  readonly members: readonly number[];
  /** Files of all members. */
  readonly weight: number;
}

/**
 * Every family's seed in turn lends its words to a candidate, which the others join, the most alike first, as long as the rules hold; then
 * the candidate that covers most files is taken, and so on (greedy set cover: at most ln n + 1 times the smallest set of candidates, not
 * proven smallest). Families that join no other stay as they are.
 */
export function cover(families: readonly Family[], files: Files, rules: TemplateRules): Family[] {
  const left = new Set(families.keys());
  const covered: Family[] = [];
  const similar = similarTo(families, files, rules);
  const weighed = (seed: number, members: readonly number[]): Candidate => ({ seed, members, weight: members.reduce((sum, member) => sum + families[member]!.members.length, 0) });
  let candidates = families.map((_, seed) => weighed(seed, candidate(seed, similar[seed]!, families, files, rules))).filter((c) => c.members.length > 1);
  while (candidates.length > 0) {
    const best = candidates.reduce((a, b) => (b.weight > a.weight ? b : a));
    covered.push(together(families[best.seed]!.seed, best.members.map((member) => families[member]!), files));
    best.members.forEach((member) => left.delete(member));
    candidates = candidates.map(({ seed, members }) => weighed(seed, members.filter((member) => left.has(member)))).filter((c) => c.members.length > 1);
  }
  return [...covered, ...[...left].map((one) => families[one]!)];
}

/** For each family those that share as many words with it as a template's members must, in whatever order. */
function similarTo(families: readonly Family[], files: Files, { common }: TemplateRules): number[][] {
  const similar: number[][] = families.map(() => []);
  for (const [i, { seed: a }] of families.entries()) {
    for (let j = i + 1; j < families.length; j++) {
      const b = families[j]!.seed;
      const needed = common * Math.max(files.length[a]!, files.length[b]!);
      if (Math.min(files.length[a]!, files.length[b]!) < needed || files.common(a, b) < needed) continue;
      similar[i]!.push(j);
      similar[j]!.push(i);
    }
  }
  return similar;
}

/** Who joins the seed, the most alike first, while the template stays one. */
function candidate(seed: number, similar: readonly number[], families: readonly Family[], files: Files, rules: TemplateRules): number[] {
  const own = families[seed]!.seed;
  const [lengths, length] = [files.lengths[own]!, files.length[own]!];
  const others: { readonly member: number; readonly partner: Int32Array; readonly share: number }[] = [];
  for (const member of similar) {
    const other = families[member]!.seed;
    const longest = Math.max(length, files.length[other]!);
    const partner = files.partner(own, other);
    const common = lengths.reduce((sum, characters, i) => (partner[i]! >= 0 ? sum + characters : sum), 0);
    if (common >= rules.common * longest) others.push({ member, partner, share: common / longest });
  }
  others.sort((a, b) => b.share - a.share || a.member - b.member);
  const members = [seed];
  let extent: Extent = families[seed]!;
  for (const { member, partner } of others) {
    const next = joined(extent, families[member]!, partner, lengths, rules);
    if (next === undefined) continue;
    extent = next;
    members.push(member);
  }
  return members.sort((a, b) => a - b);
}

/** @param seed the file that lends its words; its family may be none of these. */
function together(seed: number, families: readonly Family[], files: Files): Family {
  const parts = families.map((family) => ({ family, partner: files.partner(seed, family.seed) }));
  const kept = parts.reduce((all, { family, partner }) => narrowed(all, family.kept, partner, files.lengths[seed]!), whole(files.lengths[seed]!));
  return { seed, kept, longest: Math.max(...families.map(({ longest }) => longest)), members: parts.flatMap(({ family, partner }) => membersVia(partner, family)) };
}
