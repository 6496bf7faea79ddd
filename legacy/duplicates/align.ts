/** Which words of one Dockerfile stand in another: instructions are paired first, then the words of each pair. */
import { keywordOf } from "./instructions.ts";
import { Vocabulary, type Words } from "./words.ts";

/** Words and what separates them; the end of an instruction is a token of its own. */
export function tokensOf(line: string): string[] {
  return [...(line.match(/[A-Za-z0-9_.+-]+|[^\S\n]+|[^]/g) ?? []), "\n"];
}

/** Two RUN instructions that have less in common are two things, not one with a hole. */
const RELATED_RUN = 0.5;

interface Pair {
  readonly score: number;
  /** Places in the one and in the other line, in turn. */
  readonly matches: Int32Array;
}

const UNRELATED: Pair = { score: 0, matches: new Int32Array() };
/** Every token has its partner at its own place. */
const EQUAL: Pair = { score: 1, matches: new Int32Array() };

/** Characters of tokens. */
export const lengthOf = (tokens: readonly string[]): number => tokens.reduce((sum, token) => sum + token.length, 0);

/** Beyond so many cells the middle of two lines, or all behind the equal lines at the head of two files, is taken as different. */
const CELLS = 250_000;

/** So many pairs of lines are remembered before they are forgotten all at once. */
const REMEMBERED = 100_000;

/** Aligns lists of canonical lines; remembers what it found of pairs of lines. */
export class Aligner {
  readonly vocabulary = new Vocabulary();
  private readonly ids = new Map<string, number>();
  private readonly tokens: string[][] = [];
  private readonly keywords: string[] = [];
  private readonly words: Words[] = [];
  /** By the first line's number, then the second's. */
  private readonly pairs: Map<number, Pair>[] = [];
  private remembered = 0;

  /** The numbers of lines; equal lines have equal numbers. */
  number(lines: readonly string[]): number[] {
    return lines.map((line) => {
      const known = this.ids.get(line);
      if (known !== undefined) return known;
      const id = this.tokens.push(tokensOf(line)) - 1;
      this.keywords.push(keywordOf(line));
      this.words.push(this.vocabulary.wordsOf(this.tokens[id]!));
      this.pairs.push(new Map());
      this.ids.set(line, id);
      return id;
    });
  }

  /** All tokens of a file, in order. */
  tokensOf(file: readonly number[]): string[] {
    return file.flatMap((id) => this.tokens[id]!);
  }

  /** For every token of `a` the place of its partner among the tokens of `b`, or -1; partners are in order. */
  align(a: readonly number[], b: readonly number[]): Int32Array {
    const partner = new Int32Array(a.reduce((sum, id) => sum + this.tokens[id]!.length, 0)).fill(-1);
    const startA = this.starts(a);
    const startB = this.starts(b);
    for (const [i, j] of this.pairLines(a, b)) {
      if (a[i] === b[j]) {
        for (let x = this.tokens[a[i]!]!.length - 1; x >= 0; x--) partner[startA[i]! + x] = startB[j]! + x;
        continue;
      }
      const { matches } = this.pair(a[i]!, b[j]!);
      for (let at = 0; at < matches.length; at += 2) partner[startA[i]! + matches[at]!] = startB[j]! + matches[at + 1]!;
    }
    return partner;
  }

  private starts(file: readonly number[]): number[] {
    let at = 0;
    return file.map((id) => (at += this.tokens[id]!.length) - this.tokens[id]!.length);
  }

  /** Pairs of lines in order with the greatest sum of scores. */
  private pairLines(a: readonly number[], b: readonly number[]): [number, number][] {
    // Equal lines at the head belong together: nothing scores higher.
    let head = 0;
    while (head < a.length && head < b.length && a[head] === b[head]) head++;
    const found = Array.from({ length: head }, (_, i): [number, number] => [i, i]);
    if ((a.length - head) * (b.length - head) > CELLS) return found;
    const width = b.length + 1;
    const best = new Float64Array((a.length + 1) * width);
    for (let i = a.length - 1; i >= head; i--) {
      for (let j = b.length - 1; j >= head; j--) {
        const together = best[(i + 1) * width + j + 1]! + this.pair(a[i]!, b[j]!).score;
        best[i * width + j] = Math.max(together, best[(i + 1) * width + j]!, best[i * width + j + 1]!);
      }
    }
    for (let i = head, j = head; i < a.length && j < b.length; ) {
      const { score } = this.pair(a[i]!, b[j]!);
      if (score > 0 && best[i * width + j] === best[(i + 1) * width + j + 1]! + score) found.push([i++, j++]);
      else if (best[i * width + j] === best[(i + 1) * width + j]) i++;
      else j++;
    }
    return found;
  }

  /** Of a score of 0 for lines that have nothing to do with each other, up to 1 for equal ones. */
  private pair(x: number, y: number): Pair {
    if (x === y) return EQUAL;
    if (this.keywords[x] !== this.keywords[y]) return UNRELATED;
    const known = this.pairs[x]!.get(y);
    if (known !== undefined) return known;
    if (this.remembered++ === REMEMBERED) {
      for (const others of this.pairs) others.clear();
      this.remembered = 1;
    }
    const found = this.compare(x, y);
    this.pairs[x]!.set(y, found);
    return found;
  }

  private compare(x: number, y: number): Pair {
    const [a, b] = [this.tokens[x]!, this.tokens[y]!];
    const all = lengthOf(a) + lengthOf(b);
    const isRun = this.keywords[x] === "RUN";
    if (isRun && 2 * this.vocabulary.common(this.words[x]!, this.words[y]!) < RELATED_RUN * all) return UNRELATED;
    const matches = commonSubsequence(a, b);
    const score = (2 * lengthOf(matches.map(([i]) => a[i]!))) / all;
    return isRun && score < RELATED_RUN ? UNRELATED : { score, matches: Int32Array.from(matches.flat()) };
  }
}

/** Common head and tail first, then the longest common subsequence of what is between, by characters. */
function commonSubsequence(a: readonly string[], b: readonly string[]): [number, number][] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const found: [number, number][] = Array.from({ length: head }, (_, i) => [i, i]);
  found.push(...between(a, b, head, a.length - tail, b.length - tail));
  for (let i = tail; i > 0; i--) found.push([a.length - i, b.length - i]);
  return found;
}

function between(a: readonly string[], b: readonly string[], from: number, endA: number, endB: number): [number, number][] {
  const [rows, columns] = [endA - from, endB - from];
  if (rows * columns > CELLS) return [];
  const width = columns + 1;
  const best = new Int32Array((rows + 1) * width);
  const at = (i: number, j: number) => best[i * width + j]!;
  for (let i = rows - 1; i >= 0; i--) {
    for (let j = columns - 1; j >= 0; j--) {
      const same = a[from + i] === b[from + j] ? at(i + 1, j + 1) + a[from + i]!.length : -1;
      best[i * width + j] = Math.max(same, at(i + 1, j), at(i, j + 1));
    }
  }
  const found: [number, number][] = [];
  for (let i = 0, j = 0; i < rows && j < columns; ) {
    if (a[from + i] === b[from + j] && at(i, j) === at(i + 1, j + 1) + a[from + i]!.length) found.push([from + i++, from + j++]);
    else if (at(i, j) === at(i + 1, j)) i++;
    else j++;
  }
  return found;
}
