/** Rows as lines of text in columns. */

const GAP = 2;
/** A column is not made narrower than this: what is left of a word must still be readable. */
const NARROWEST = 12;
// eslint-disable-next-line no-control-regex
const PAINTED = /^(\u001b\[\d+m)(.*)(\u001b\[0m)$/s;

/**
 * Left-justified columns, two blanks between; trailing blanks removed.
 * @param width of the terminal: where the table is wider, cells of the widest columns go on in further lines, and nothing is cut off.
 */
export function formatTable(rows: readonly (readonly string[])[], width = Infinity): string[] {
  const widths = fitting(widthsOf(rows), width);
  return rows.flatMap((row) => {
    const cells = row.map((cell, i) => wrapped(cell, widths[i]!));
    const height = Math.max(1, ...cells.map((lines) => lines.length));
    return Array.from({ length: height }, (_, at) => cells.map((lines, i) => padded(lines[at] ?? "", widths[i]!)).join(" ".repeat(GAP)).trimEnd());
  });
}

function widthsOf(rows: readonly (readonly string[])[]): number[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, visible(cell))));
  return widths;
}

/** The widest column gives way first. */
function fitting(widths: readonly number[], width: number): number[] {
  const fit = [...widths];
  for (let over = fit.reduce((sum, w) => sum + w + GAP, -GAP) - width; over > 0; over--) {
    const widest = fit.indexOf(Math.max(...fit));
    if (fit[widest]! <= NARROWEST) break;
    fit[widest]!--;
  }
  return fit;
}

/** Lines of at most so many characters, broken between words where that can be, else after a mark of a path or name. */
function wrapped(cell: string, width: number): string[] {
  if (visible(cell) <= width) return [cell];
  const [, on = "", text = cell, off = ""] = PAINTED.exec(cell) ?? [];
  const lines: string[] = [];
  for (let rest = text; rest !== ""; ) {
    const end = rest.length <= width ? rest.length : breakOf(rest, width);
    lines.push(`${on}${rest.slice(0, end).trimEnd()}${off}`);
    rest = rest.slice(end).trimStart();
  }
  return lines;
}

function breakOf(text: string, width: number): number {
  const blank = text.lastIndexOf(" ", width);
  if (blank > 0) return blank;
  const mark = Math.max(...[..."/:,-@"].map((sign) => text.lastIndexOf(sign, width - 1)));
  return mark > 0 ? mark + 1 : width;
}

const padded = (text: string, width: number) => text + " ".repeat(Math.max(0, width - visible(text)));

// eslint-disable-next-line no-control-regex
const visible = (text: string): number => text.replace(/\u001b\[\d+m/g, "").length;
