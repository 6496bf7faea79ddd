/** How often each token stands in a text, in numbers: every text of an estate is held against every other. */
export interface Words {
  /** Numbers of tokens, ascending, each once. */
  readonly ids: Int32Array;
  readonly times: Int32Array;
}

/** The tokens of all texts that are compared. */
export class Vocabulary {
  private readonly ids = new Map<string, number>();
  private readonly lengths: number[] = [];

  wordsOf(tokens: readonly string[]): Words {
    const times = new Map<number, number>();
    for (const token of tokens) {
      const id = this.idOf(token);
      times.set(id, (times.get(id) ?? 0) + 1);
    }
    const sorted = [...times].sort(([a], [b]) => a - b);
    return { ids: Int32Array.from(sorted, ([id]) => id), times: Int32Array.from(sorted, ([, n]) => n) };
  }

  /** Characters of the tokens that two texts share, order left aside: never less than what an alignment of them finds. */
  common(a: Words, b: Words): number {
    let sum = 0;
    for (let i = 0, j = 0; i < a.ids.length && j < b.ids.length; ) {
      const [x, y] = [a.ids[i]!, b.ids[j]!];
      if (x === y) sum += Math.min(a.times[i]!, b.times[j]!) * this.lengths[x]!;
      if (x <= y) i++;
      if (y <= x) j++;
    }
    return sum;
  }

  private idOf(token: string): number {
    const known = this.ids.get(token);
    if (known !== undefined) return known;
    this.ids.set(token, this.lengths.length);
    return this.lengths.push(token.length) - 1;
  }
}
