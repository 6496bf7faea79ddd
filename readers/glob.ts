/** Go's `filepath.Match` for one component of a path: `*`, `?`, `[a-z]`, `[^a]`, `\x`. */

export function isGlob(text: string): boolean {
  return /[*?[]/.test(text);
}

type Token = "*" | ((ch: string) => boolean);

/** A test for names, in time of pattern by name at most; undefined for a malformed pattern, which matches nothing. */
export function globMatcher(pattern: string): ((name: string) => boolean) | undefined {
  const tokens = tokensOf([...pattern]);
  return tokens && ((name) => matches(tokens, [...name]));
}

/** Only the last `*` ever needs to take more: what stands before it matched as early as it can. */
function matches(tokens: readonly Token[], name: readonly string[]): boolean {
  let [at, next, star, from] = [0, 0, -1, 0];
  while (at < name.length) {
    const token = tokens[next];
    if (token === "*") [star, from] = [next++, at];
    else if (token?.(name[at]!)) [at, next] = [at + 1, next + 1];
    else if (star >= 0 && name[from] !== "/") [at, next] = [++from, star + 1];
    else return false;
  }
  return tokens.slice(next).every((token) => token === "*");
}

function tokensOf(pattern: readonly string[]): Token[] | undefined {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const ch = pattern[at]!;
    if (ch === "*") tokens.push(ch);
    else if (ch === "?") tokens.push((other) => other !== "/");
    else if (ch === "[") {
      const set = setAt(pattern, at + 1);
      if (!set) return undefined;
      tokens.push(set.has);
      at = set.end;
    } else {
      const plain = ch === "\\" ? pattern[++at] : ch;
      if (plain === undefined) return undefined;
      tokens.push((other) => other === plain);
    }
  }
  return tokens;
}

/** The set that begins behind a `[`, and where its `]` stands. `-` and `]` are members only behind a `\`. */
function setAt(pattern: readonly string[], start: number): { readonly has: (ch: string) => boolean; readonly end: number } | undefined {
  const negated = pattern[start] === "^";
  const ranges: [number, number][] = [];
  let at = negated ? start + 1 : start;
  const member = (): number | undefined => {
    if (pattern[at] === "-" || pattern[at] === "]") return undefined;
    if (pattern[at] === "\\") at++;
    return pattern[at++]?.codePointAt(0);
  };
  while (pattern[at] !== "]" || ranges.length === 0) {
    const low = member();
    if (low === undefined) return undefined;
    if (pattern[at] !== "-") ranges.push([low, low]);
    else {
      at++;
      const high = member();
      if (high === undefined) return undefined;
      ranges.push([low, high]);
    }
  }
  return { has: (ch) => ranges.some(([low, high]) => low <= ch.codePointAt(0)! && ch.codePointAt(0)! <= high) !== negated, end: at };
}
