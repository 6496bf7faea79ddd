/** The smallest set of templates that was found for a set of Dockerfiles. */
import { Aligner, lengthOf } from "./align.ts";
import type { Vocabulary, Words } from "./words.ts";
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
  /** Characters of each token, in order. */
  readonly lengths: Int32Array;
  readonly length: number;
  readonly words: Words;
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
  const profiles = tokens.map((file): Profile => ({ lengths: Int32Array.from(file, (token) => token.length), length: lengthOf(file), words: aligner.vocabulary.wordsOf(file) }));
  const align = (seed: number, member: number): Alignment => ({ path: usable[member]!.path, tokens: tokens[member]!, partner: aligner.align(lines[seed]!, lines[member]!) });
  const left = new Set(usable.keys());
  const templates: Template[] = [];
  const similar = similarTo(profiles, aligner.vocabulary, rules);
  let candidates = usable.map((_, seed) => candidate(seed, similar[seed]!, profiles, (member) => align(seed, member).partner, rules)).filter((c) => c.members.length > 1);
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

/**
 * Who joins the seed, the most alike first, while the template stays one.
 * @param similar who may join
 * @param partnersIn for every token of the seed the place of its partner in a member, or -1
 */
function candidate(seed: number, similar: readonly number[], files: readonly Profile[], partnersIn: (member: number) => Int32Array, rules: TemplateRules): Candidate {
  const { lengths, length } = files[seed]!;
  const others: { readonly member: number; readonly partner: Int32Array; readonly share: number }[] = [];
  for (const member of similar) {
    const longest = Math.max(length, files[member]!.length);
    const partner = partnersIn(member);
    const common = lengths.reduce((sum, characters, i) => (partner[i]! >= 0 ? sum + characters : sum), 0);
    if (common >= rules.common * longest) others.push({ member, partner, share: common / longest });
  }
  others.sort((a, b) => b.share - a.share || a.member - b.member);
  const members = [seed];
  let template = whole(lengths);
  let most = length;
  for (const { member, partner } of others) {
    const next = narrowed(template, partner, lengths);
    const nextMost = Math.max(most, files[member]!.length);
    if (next.characters < rules.common * nextMost || next.holes > rules.holes) continue;
    [template, most] = [next, nextMost];
    members.push(member);
  }
  return { seed, members: members.sort((a, b) => a - b) };
}

/** For each file those that share as many words with it as a template's members must, in whatever order. */
function similarTo(files: readonly Profile[], vocabulary: Vocabulary, { common }: TemplateRules): number[][] {
  const similar: number[][] = files.map(() => []);
  for (const [i, a] of files.entries()) {
    for (let j = i + 1; j < files.length; j++) {
      const b = files[j]!;
      const needed = common * Math.max(a.length, b.length);
      if (Math.min(a.length, b.length) < needed || vocabulary.common(a.words, b.words) < needed) continue;
      similar[i]!.push(j);
      similar[j]!.push(i);
    }
  }
  return similar;
}

/** What a template keeps of its seed: 1 for every token that all members have, and for every token before which a member has something of its own. */
interface Kept {
  readonly tokens: Uint8Array;
  readonly gaps: Uint8Array;
  /** Of the tokens kept. */
  readonly characters: number;
  /** Before tokens that stay: where some of the seed are left out, or a member has something between two neighbours. */
  readonly holes: number;
}

const whole = (lengths: Int32Array): Kept => ({ tokens: new Uint8Array(lengths.length).fill(1), gaps: new Uint8Array(lengths.length), characters: lengths.reduce((a, b) => a + b, 0), holes: 0 });

/** With one member more. */
function narrowed(of: Kept, partner: Int32Array, lengths: Int32Array): Kept {
  const [tokens, gaps] = [new Uint8Array(lengths.length), new Uint8Array(lengths.length)];
  let [characters, holes] = [0, 0];
  for (let i = 0; i < lengths.length; i++) {
    tokens[i] = of.tokens[i]! && partner[i]! >= 0 ? 1 : 0;
    gaps[i] = of.gaps[i]! || partner[i]! !== (i === 0 ? -1 : partner[i - 1]!) + 1 ? 1 : 0;
    if (tokens[i] === 0) continue;
    characters += lengths[i]!;
    if (gaps[i] === 1 || (i > 0 && tokens[i - 1] === 0)) holes++;
  }
  return { tokens, gaps, characters, holes };
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
