/** Files that one template makes: how a family of them grows, and what all of it has in common. */
import { Aligner, lengthOf } from "./align.ts";
import type { Words } from "./words.ts";

/** When a template is worth having. */
export interface TemplateRules {
  /** Share of each member's characters that the template must hold itself. Default 0.6. */
  readonly common: number;
  /** Most holes, before equal ones share a parameter. Default 16. */
  readonly holes: number;
}

/** What a family keeps of its seed: 1 for every token that all members have, and for every token before which a member has something of its own. */
interface Kept {
  readonly tokens: Uint8Array;
  readonly gaps: Uint8Array;
  /** Of the tokens kept. */
  readonly characters: number;
  /** Before tokens that stay: where some of the seed are left out, or a member has something between two neighbours. */
  readonly holes: number;
}

/** What decides whether one more may join. */
export interface Extent {
  readonly kept: Kept;
  /** Characters of the longest member. */
  readonly longest: number;
}

export interface Family extends Extent {
  /** The file that lends its words; once files were shared out, it may be a member of another family. */
  readonly seed: number;
  /** By number of the file. */
  readonly members: readonly Member[];
}

export interface Member {
  readonly file: number;
  /** For every token of the seed the place of its partner in this file, or -1. */
  readonly partner: Int32Array;
}

/** The files among which families are sought. Counts what is done with them. */
export class Files {
  readonly texts: readonly (readonly string[])[];
  readonly aligner = new Aligner();
  readonly lines: readonly (readonly number[])[];
  readonly tokens: readonly (readonly string[])[];
  /** Characters of each token, in order. */
  readonly lengths: readonly Int32Array[];
  readonly length: readonly number[];
  private readonly words: readonly Words[];
  /** Pairs whose words were counted. */
  compared = 0;
  /** Pairs that were aligned. */
  aligned = 0;

  /** @param texts the canonical lines of each. */
  constructor(texts: readonly (readonly string[])[]) {
    this.texts = texts;
    this.lines = texts.map((lines) => this.aligner.number(lines));
    this.tokens = this.lines.map((file) => this.aligner.tokensOf(file));
    this.lengths = this.tokens.map((file) => Int32Array.from(file, (token) => token.length));
    this.length = this.tokens.map(lengthOf);
    this.words = this.tokens.map((file) => this.aligner.vocabulary.wordsOf(file));
  }

  common(a: number, b: number): number {
    this.compared++;
    return this.aligner.vocabulary.common(this.words[a]!, this.words[b]!);
  }

  partner(seed: number, member: number): Int32Array {
    this.aligned++;
    return this.aligner.align(this.lines[seed]!, this.lines[member]!);
  }
}

/** A file alone. */
export function familyOfOne(files: Files, file: number): Family {
  const lengths = files.lengths[file]!;
  return { seed: file, members: [{ file, partner: Int32Array.from(lengths, (_, i) => i) }], kept: whole(lengths), longest: files.length[file]! };
}

export const whole = (lengths: Int32Array): Kept => ({ tokens: new Uint8Array(lengths.length).fill(1), gaps: new Uint8Array(lengths.length), characters: lengths.reduce((a, b) => a + b, 0), holes: 0 });

/**
 * The extent once all of another family have joined; undefined where that breaks the rules.
 * @param partner from the seed's tokens to those of the other family's seed
 * @param lengths of the seed's tokens
 */
export function joined(extent: Extent, other: Extent, partner: Int32Array, lengths: Int32Array, rules: TemplateRules): Extent | undefined {
  const kept = narrowed(extent.kept, other.kept, partner, lengths);
  const longest = Math.max(extent.longest, other.longest);
  return kept.characters < rules.common * longest || kept.holes > rules.holes ? undefined : { kept, longest };
}

/** With one family more. */
export function narrowed(of: Kept, other: Kept, partner: Int32Array, lengths: Int32Array): Kept {
  const [tokens, gaps] = [new Uint8Array(lengths.length), new Uint8Array(lengths.length)];
  let [characters, holes] = [0, 0];
  for (let i = 0; i < lengths.length; i++) {
    const at = partner[i]!;
    tokens[i] = of.tokens[i]! && at >= 0 && other.tokens[at]! ? 1 : 0;
    gaps[i] = of.gaps[i]! || at !== (i === 0 ? -1 : partner[i - 1]!) + 1 || (at >= 0 && other.gaps[at]!) ? 1 : 0;
    if (tokens[i] === 0) continue;
    characters += lengths[i]!;
    if (gaps[i] === 1 || (i > 0 && tokens[i - 1] === 0)) holes++;
  }
  return { tokens, gaps, characters, holes };
}

/** The members of a family as those of another seed: a token's partner is its partner's partner. */
export const membersVia = (partner: Int32Array, { members }: Family): Member[] => members.map(({ file, partner: own }) => ({ file, partner: partner.map((at) => (at < 0 ? -1 : own[at]!)) }));
