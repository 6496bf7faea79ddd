/** Near duplicates: files that share most of their instructions, and the lines in which they differ. */
import type { CanonicalLine } from "./instructions.ts";

export interface ComparedFile {
  readonly path: string;
  readonly lines: readonly CanonicalLine[];
}

export interface Difference {
  readonly path: string;
  /** Share of instructions in common, 0 to 1: twice the common ones by all of both. */
  readonly similarity: number;
  /** Lines of the group's first file that this one has not, and the other way round. */
  readonly without: readonly CanonicalLine[];
  readonly instead: readonly CanonicalLine[];
}

export interface NearGroup {
  /** The file that has the most near duplicates; among more than EACH files, the first of them. */
  readonly like: string;
  readonly others: readonly Difference[];
}

/** Instructions in common from which on two files are near duplicates. */
export const NEAR = 0.7;

/** Up to so many different Dockerfiles, each is held against each. */
export const EACH = 300;

/**
 * Up to `each` files: groups around the file with the most neighbours, then around the next that is left; every pair is compared exactly
 * (instructions are numbered, and a pair of files costs one look at an index). Beyond: each file joins the first of a group before it that
 * is most like it. Files whose instructions are the same must not be among them.
 */
export function nearDuplicates(files: readonly ComparedFile[], threshold: number = NEAR, each: number = EACH): NearGroup[] {
  if (files.length > each) return joinedInTurn(files, threshold).groups;
  const neighbours = neighboursOf(files, threshold);
  const left = new Set(files.keys());
  const groups: NearGroup[] = [];
  for (;;) {
    let best: { file: number; others: number[] } | undefined;
    for (const file of left) {
      const others = neighbours[file]!.filter((other) => left.has(other));
      if (others.length > (best?.others.length ?? 0)) best = { file, others };
    }
    if (!best) return groups;
    const first = files[best.file]!;
    groups.push({ like: first.path, others: best.others.map((i) => difference(first, files[i]!)) });
    for (const file of [best.file, ...best.others]) left.delete(file);
  }
}

/** For every file those that are near to it, by an index from instruction to files. */
function neighboursOf(files: readonly ComparedFile[], threshold: number): number[][] {
  const index = new Map<string, Map<number, number>>();
  files.forEach(({ lines }, i) => {
    for (const { text } of lines) {
      const holders = index.get(text) ?? new Map<number, number>();
      index.set(text, holders.set(i, (holders.get(i) ?? 0) + 1));
    }
  });
  return files.map(({ lines }, i) => {
    const common = new Map<number, number>();
    for (const text of new Set(lines.map((line) => line.text))) {
      const holders = index.get(text)!;
      for (const [other, times] of holders) common.set(other, (common.get(other) ?? 0) + Math.min(times, holders.get(i)!));
    }
    return [...common].filter(([other, count]) => other !== i && (2 * count) / (lines.length + files[other]!.lines.length) >= threshold).map(([other]) => other).sort((a, b) => a - b);
  });
}

/** So many first files of groups are looked at for an instruction: those that were joined last. */
const LATEST = 64;

/** @returns also how often a first file was looked at for an instruction: at most LATEST times for each. */
export function joinedInTurn(files: readonly ComparedFile[], threshold: number): { readonly groups: NearGroup[]; readonly looks: number } {
  const holders = new Map<string, Map<number, number>>();
  const groups = new Map<number, Difference[]>();
  let looks = 0;
  const toTheEnd = (file: number) => {
    for (const [text, times] of timesOf(files[file]!)) {
      const own = holders.get(text) ?? new Map<number, number>();
      own.delete(file);
      own.set(file, times);
      if (own.size > LATEST) own.delete(own.keys().next().value!);
      holders.set(text, own);
    }
  };
  for (const [i, file] of files.entries()) {
    const common = new Map<number, number>();
    for (const [text, times] of timesOf(file)) {
      for (const [other, others] of holders.get(text) ?? []) {
        looks++;
        common.set(other, (common.get(other) ?? 0) + Math.min(times, others));
      }
    }
    let best = { first: i, similarity: 0 };
    for (const [first, count] of common) {
      const similarity = (2 * count) / (file.lines.length + files[first]!.lines.length);
      if (similarity >= threshold && (similarity > best.similarity || (similarity === best.similarity && first < best.first))) best = { first, similarity };
    }
    if (best.first === i) groups.set(i, []);
    else groups.get(best.first)!.push(difference(files[best.first]!, file));
    toTheEnd(best.first);
  }
  const found = [...groups].filter(([, others]) => others.length > 0).map(([first, others]): NearGroup => ({ like: files[first]!.path, others }));
  return { groups: found.sort((a, b) => b.others.length - a.others.length), looks };
}

/** How often each instruction stands in a file. */
function timesOf({ lines }: ComparedFile): Map<string, number> {
  const times = new Map<string, number>();
  for (const { text } of lines) times.set(text, (times.get(text) ?? 0) + 1);
  return times;
}

/** What `other` has instead of lines of `first`, order left aside. */
export function difference(first: ComparedFile, other: ComparedFile): Difference {
  const without = rest(first.lines, other.lines);
  const instead = rest(other.lines, first.lines);
  const common = first.lines.length - without.length;
  return { path: other.path, similarity: (2 * common) / (first.lines.length + other.lines.length), without, instead };
}

/** Lines of `a` that are left when each line of `b` takes away one like it. */
function rest(a: readonly CanonicalLine[], b: readonly CanonicalLine[]): CanonicalLine[] {
  const available = new Map<string, number>();
  for (const { text } of b) available.set(text, (available.get(text) ?? 0) + 1);
  return a.filter(({ text }) => {
    const count = available.get(text) ?? 0;
    if (count > 0) available.set(text, count - 1);
    return count === 0;
  });
}
