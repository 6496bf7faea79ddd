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
  /** The file that has the most near duplicates. */
  readonly like: string;
  readonly others: readonly Difference[];
}

/** Instructions in common from which on two files are near duplicates. */
export const NEAR = 0.7;

/**
 * Groups around the file with the most neighbours, then around the next that is left; every pair is compared exactly
 * (instructions are numbered, and a pair of files costs one look at an index). Files whose instructions are the same must not be among them.
 */
export function nearDuplicates(files: readonly ComparedFile[], threshold: number = NEAR): NearGroup[] {
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
