/**
 * Lines inside brackets and quotes may stand further left than YAML's letter allows: libyaml and its children (docker
 * compose among them) read them, this parser does not. Such lines are moved right; nothing else is changed, line numbers least.
 */
export function reindented(text: string): string {
  const scanner = new Scanner();
  return text
    .split("\n")
    .map((line) => scanner.line(line))
    .join("\n");
}

class Scanner {
  private depth = 0;
  private quote = "";
  /** Columns that lines inside brackets or quotes need at least. */
  private floor = 0;
  /** Indentation of the line that began a literal or folded text; its content is left alone. */
  private block: number | undefined;

  line(line: string): string {
    const content = line.trimStart();
    const indent = /^ */.exec(line)![0].length;
    if (this.depth > 0 || this.quote !== "") {
      const moved = content === "" || indent >= this.floor ? line : " ".repeat(this.floor) + content;
      this.scan(moved, indent);
      return moved;
    }
    if (this.block !== undefined && (content === "" || indent > this.block)) return line;
    this.block = undefined;
    this.floor = indent + /^(?:[-?]\s+)*/.exec(content)![0].length + 1;
    this.scan(line, indent);
    return line;
  }

  private scan(line: string, indent: number): void {
    /** Whether a value or key may begin here. */
    let start = true;
    for (let i = 0; i < line.length; i++) {
      const char = line[i]!;
      const next = line[i + 1];
      if (this.quote !== "") {
        if (char === "\\" && this.quote === '"') i++;
        else if (char === this.quote && char === "'" && next === "'") i++;
        else if (char === this.quote) [this.quote, start] = ["", false];
        continue;
      }
      if (/\s/.test(char)) continue;
      if (char === "#" && (i === 0 || /\s/.test(line[i - 1]!))) return;
      if (start && this.depth === 0 && /^[|>][-+\d]*\s*(#.*)?$/.test(line.slice(i, i + 200))) return void (this.block = indent);
      start = this.next(char, next, start);
      if (start && (char === "!" || char === "&")) while (i + 1 < line.length && !/\s/.test(line[i + 1]!)) i++;
    }
  }

  /** Takes one character outside of quotes; whether a value may begin behind it. */
  private next(char: string, next: string | undefined, start: boolean): boolean {
    const inside = this.depth > 0;
    if (start && (char === '"' || char === "'")) return (this.quote = char), false;
    if ((start || inside) && (char === "[" || char === "{")) return this.depth++, true;
    if (inside && (char === "]" || char === "}")) return this.depth--, false;
    if (inside && char === ",") return true;
    const ends = next === undefined || /\s/.test(next);
    if (char === ":") return ends || inside;
    return start && ((!inside && ends && (char === "-" || char === "?")) || char === "!" || char === "&");
  }
}
