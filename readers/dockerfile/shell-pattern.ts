/** `${X#p}`, `${X%p}` and `${X/p/text}`: patterns of the shell with `*`, `?` and `\x` alone, as BuildKit has them. */

/** A value's characters and a pattern's tokens; `cost` is the time that they take at most. */
export interface Matching {
  readonly value: readonly string[];
  readonly tokens: readonly string[];
  readonly cost: number;
}

export function matching(value: string, pattern: string): Matching {
  const [chars, tokens] = [[...value], pattern.match(/\\?[^]/gu) ?? []];
  return { value: chars, tokens, cost: (chars.length + 1) * (tokens.length + 1) };
}

/** The value without the longest or the shortest match at its start or end. */
export function without({ value, tokens }: Matching, at: "start" | "end", longest: boolean): string {
  if (at === "start") return value.slice(Math.max(0, endsOf(value, tokens, longest)[0]!)).join("");
  const taken = endsOf(value.toReversed(), tokens.toReversed(), longest)[0]!;
  return value.slice(0, value.length - Math.max(0, taken)).join("");
}

/** The value with `text` for the first match or for all, each as long as it can be; it stops growing at `limit`. */
export function replaced({ value, tokens }: Matching, text: string, all: boolean, limit: number): string {
  const ends = endsOf(value, tokens, true);
  let out = "";
  let last = -1;
  for (let at = 0; at <= value.length && out.length < limit; ) {
    const end = ends[at]!;
    const fits = end > at || (end === at && last !== at);
    if (fits) out += text;
    if (fits && !all) return out + value.slice(end).join("");
    if (end > at) at = last = end;
    else out += value[at++] ?? "";
  }
  return out;
}

/** Where the longest or the shortest match ends that begins at each place, the value's end among them; -1 for none. */
function endsOf(value: readonly string[], tokens: readonly string[], longest: boolean): Int32Array {
  let ends = Int32Array.from({ length: value.length + 1 }, (_, at) => at);
  for (const token of tokens.toReversed()) {
    const plain = token.length > 1 && token.startsWith("\\") ? token.slice(1) : token;
    const now = new Int32Array(ends.length).fill(-1);
    if (token === "*") now[value.length] = ends[value.length]!;
    for (let at = value.length - 1; at >= 0; at--) {
      if (token !== "*") now[at] = token === "?" || value[at] === plain ? ends[at + 1]! : -1;
      else now[at] = ends[at]! >= 0 && (!longest || now[at + 1]! < 0) ? ends[at]! : now[at + 1]!;
    }
    ends = now;
  }
  return ends;
}
