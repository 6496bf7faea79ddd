/** The smallest set of templates that was found for a set of Dockerfiles. */
import { Aligner, commonWords, lengthOf, wordsOf } from "./align.ts";
import { parseDockerfile } from "../../readers/dockerfile/parse.ts";
import type { ComparedFile } from "./similarity.ts";
import { canonicalText, generate, templateOf, type Alignment, type Template } from "./template.ts";

/** When a template is worth having. */
export interface TemplateRules {
  /** Share of each member's characters that the template must hold itself. Default 0.6. */
  readonly common: number;
  /** Most holes, before equal ones share a parameter. Default 16. */
  readonly holes: number;
}

export const TEMPLATE_RULES: TemplateRules = { common: 0.6, holes: 16 };

export interface TemplateSet {
  /** By number of members, most first. */
  readonly templates: readonly Template[];
  /** Files that share too little with any other, and those that cannot be written anew from their instructions. */
  readonly alone: readonly string[];
}

/** A set of files that one template can make, with the file that gives the template its words. */
interface Candidate {
  readonly seed: number;
  readonly members: readonly number[];
}

interface Profile {
  readonly tokens: readonly string[];
  readonly length: number;
  readonly words: ReadonlyMap<string, number>;
}

/**
 * Every file in turn lends its words to a candidate, which the others join, the most alike first, as long as the rules hold; then the
 * candidate that covers most files is taken, and so on (greedy set cover: at most ln n + 1 times the smallest set of candidates, not
 * proven smallest). A file with syntax errors, or whose instructions do not read back as they are, stays alone.
 */
export function templatesOf(files: readonly ComparedFile[], rules: TemplateRules = TEMPLATE_RULES): TemplateSet {
  const usable = files.filter(readsBack);
  const aligner = new Aligner();
  const lines = usable.map((file) => aligner.number(file.lines.map((line) => line.text)));
  const tokens = lines.map((file) => aligner.tokensOf(file));
  const profiles = tokens.map((file): Profile => ({ tokens: file, length: lengthOf(file), words: wordsOf(file) }));
  const align = (seed: number, member: number): Alignment => ({ path: usable[member]!.path, tokens: tokens[member]!, partner: aligner.align(lines[seed]!, lines[member]!) });
  const left = new Set(usable.keys());
  const templates: Template[] = [];
  let candidates = usable.map((_, seed) => candidate(seed, profiles, align, rules)).filter((c) => c.members.length > 1);
  while (candidates.length > 0) {
    const best = candidates.reduce((a, b) => (b.members.length > a.members.length ? b : a));
    const template = templateOf("", tokens[best.seed]!, best.members.map((member) => align(best.seed, member)));
    const sound = template.members.filter((m) => canonicalText(generate(template, m.parameters)) === textOf(usable.find((f) => f.path === m.path)!));
    if (sound.length > 1) templates.push({ ...template, members: sound });
    best.members.forEach((member) => left.delete(member));
    candidates = candidates.map(({ seed, members }) => ({ seed, members: members.filter((member) => left.has(member)) })).filter((c) => c.members.length > 1);
  }
  const covered = new Set(templates.flatMap((t) => t.members.map((m) => m.path)));
  return { templates: named(templates), alone: files.map((f) => f.path).filter((path) => !covered.has(path)) };
}

const textOf = (file: ComparedFile) => file.lines.map((line) => line.text).join("\n");

function readsBack(file: ComparedFile): boolean {
  const text = textOf(file);
  return file.lines.length > 0 && parseDockerfile(text).errors.length === 0 && canonicalText(text) === text;
}

/** Who joins the seed, the most alike first, while the template stays one. */
function candidate(seed: number, files: readonly Profile[], align: (seed: number, member: number) => Alignment, rules: TemplateRules): Candidate {
  const { tokens: words, words: vocabulary, length } = files[seed]!;
  const longest = (member: number) => Math.max(length, files[member]!.length);
  const weight = (keep: (i: number) => boolean) => words.reduce((sum, token, i) => sum + (keep(i) ? token.length : 0), 0);
  const others = [...files.keys()]
    .filter((member) => member !== seed && Math.min(length, files[member]!.length) >= rules.common * longest(member) && commonWords(vocabulary, files[member]!.words) >= rules.common * longest(member))
    .map((member) => ({ member, partner: align(seed, member).partner }))
    .map((other) => ({ ...other, common: weight((i) => other.partner[i]! >= 0) }))
    .filter(({ common, member }) => common >= rules.common * longest(member))
    .sort((a, b) => b.common / longest(b.member) - a.common / longest(a.member) || a.member - b.member);
  const members = [seed];
  let kept = words.map(() => true);
  let gaps = words.map(() => false);
  let most = length;
  for (const { member, partner } of others) {
    const nextKept = kept.map((keep, i) => keep && partner[i]! >= 0);
    const nextGaps = gaps.map((gap, i) => gap || partner[i]! !== (i === 0 ? -1 : partner[i - 1]!) + 1);
    const nextMost = Math.max(most, files[member]!.length);
    if (weight((i) => nextKept[i]!) < rules.common * nextMost || holes(nextKept, nextGaps) > rules.holes) continue;
    [kept, gaps, most] = [nextKept, nextGaps, nextMost];
    members.push(member);
  }
  return { seed, members: members.sort((a, b) => a - b) };
}

/** Holes before words that stay: where words of the seed are left out, or a member has something between two neighbours. */
function holes(kept: readonly boolean[], gaps: readonly boolean[]): number {
  return kept.filter((keep, i) => keep && (gaps[i]! || (i > 0 && !kept[i - 1]!))).length;
}

/** Names by base image: `python-1`, `python-2`, `node-1` ... */
function named(templates: readonly Template[]): Template[] {
  const counts = new Map<string, number>();
  return [...templates]
    .sort((a, b) => b.members.length - a.members.length || (a.members[0]!.path < b.members[0]!.path ? -1 : 1))
    .map((template) => {
      const first = generate(template, template.members[0]!.parameters);
      const image = parseDockerfile(first).instructions.find((i) => i.keyword === "FROM")?.args[0] ?? "";
      const family = /([a-z0-9][a-z0-9_.-]*)(?:[:@].*)?$/i.exec(image)?.[1]?.toLowerCase() ?? "image";
      counts.set(family, (counts.get(family) ?? 0) + 1);
      return { ...template, name: `${family}-${counts.get(family)}` };
    });
}
