/** Go's `filepath.Match` for one component of a path: `*`, `?`, `[a-z]`, `[^a]`, `\x`. */

export function isGlob(text: string): boolean {
  return /[*?[]/.test(text);
}

/** A test for names; undefined for a malformed pattern, which matches nothing. */
export function globMatcher(pattern: string): ((name: string) => boolean) | undefined {
  let source = "";
  for (let at = 0; at < pattern.length; at++) {
    const ch = pattern[at]!;
    if (ch === "*") source += "[^/]*";
    else if (ch === "?") source += "[^/]";
    else if (ch === "[") {
      const match = /\[(\^?)((?:\\[^]|[^\]\\])+)\]/y;
      match.lastIndex = at;
      const set = match.exec(pattern);
      if (!set) return undefined;
      source += `[${set[1]}${setSource(set[2]!)}]`;
      at += set[0].length - 1;
    } else if (ch === "\\") {
      if (at + 1 === pattern.length) return undefined;
      source += escaped(pattern[++at]!);
    } else source += escaped(ch);
  }
  try {
    const whole = new RegExp(`^(?:${source})$`, "s");
    return (name) => whole.test(name);
  } catch {
    return undefined;
  }
}

function setSource(set: string): string {
  return set.replace(/\\([^])|([\][^])/g, (_, after: string | undefined, plain: string | undefined) => `\\${after ?? plain}`).replace(/\\([a-zA-Z0-9])/g, "$1");
}

function escaped(ch: string): string {
  return ch.replace(/[\\^$.*+?()[\]{}|/-]/, "\\$&");
}
