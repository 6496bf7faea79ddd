/** For tests: a compose file changed at the places of its reasons, each as its fix says. */
import type { ImportProblem } from "./loss.ts";

interface Source {
  readonly path: string;
  readonly read: (path: string) => string;
}

/** Undefined when a reason is about another file than this one, or one that cannot be corrected line by line. */
export function corrected({ path, read }: Source, problems: readonly ImportProblem[]): string | undefined {
  let text: string;
  try {
    text = read(path);
  } catch {
    return undefined;
  }
  const lines = text.split("\n");
  const before = new Map<number, string[]>();
  let port = 40_000;
  for (const { at, rule, got } of [...problems].sort((a, b) => b.at.line - a.at.line)) {
    if (at.file !== path) return undefined;
    const i = at.line - 1;
    if (/\.image\.upstream: /.test(rule)) lines[i] = lines[i]!.replace(/image:.*/, "image: made-up:1.2.3");
    else if (rule.endsWith("an image or a build")) before.set(i, [...(before.get(i) ?? []), `${" ".repeat(at.column - 1)}image: made-up:1.2.3`]);
    else if (rule === "a key once in a mapping") {
      const all = got.replace(/^.* in lines /, "").split(", ").map((line) => Number(line) - 1);
      if (/<< in lines/.test(got)) {
        const aliases = all.map((line) => /\*[\w-]+/.exec(lines[line]!)![0]);
        lines[all[0]!] = lines[all[0]!]!.replace(/\*[\w-]+/, `[${aliases.join(", ")}]`);
        for (const other of all.slice(1)) lines[other] = "";
      } else for (const earlier of all.slice(0, -1)) for (const line of block(lines, earlier)) lines[line] = "";
    } else if (rule === "a dependency that is there") for (const line of block(lines, i)) lines[line] = "";
    else if (/\.host: /.test(rule)) lines[i] = lines[i]!.replace(/\d+(?=:\d)/, () => String(port++));
    else if (rule !== "a file that can be read") return undefined;
  }
  return lines.flatMap((line, i) => [...(before.get(i) ?? []), line]).join("\n");
}

/** The lines of a key and of all that is below it. */
function block(lines: readonly string[], first: number): number[] {
  const indent = (line: string) => line.search(/\S/);
  const own = indent(lines[first]!);
  const after = lines.findIndex((line, i) => i > first && indent(line) >= 0 && (indent(line) < own || (indent(line) === own && !/^\s*-/.test(line))));
  return Array.from({ length: (after < 0 ? lines.length : after) - first }, (_, i) => first + i);
}
