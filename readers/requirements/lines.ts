/** Logical lines of a requirements file, as pip joins them. */

export interface LogicalLine {
  /** Of its first physical line, from 1. */
  readonly line: number;
  /** Without comments and white space around it; never empty. */
  readonly text: string;
}

const COMMENT = /(^|\s)#.*$/;

/** Joins lines that end in `\` with the next one, drops comments (`#` at the start or after white space) and blank lines. */
export function logicalLines(text: string): LogicalLine[] {
  const found: LogicalLine[] = [];
  let joined: string[] = [];
  let first = 1;
  const end = () => {
    const whole = joined.join("").replace(COMMENT, "").trim();
    if (whole !== "") found.push({ line: first, text: whole });
    joined = [];
  };
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    if (joined.length === 0) first = index + 1;
    const comment = /^\s*#/.test(line);
    if (line.endsWith("\\") && !comment) joined.push(line.replace(/\\+$/, ""));
    else {
      // A comment inside a joined line ends it, and stays apart from what is before.
      joined.push(comment ? ` ${line}` : line);
      end();
    }
  }
  end();
  return found;
}
