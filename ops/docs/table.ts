/** Lines of a Markdown table; the first row is the head. */
export function markdownTable([head = [], ...rows]: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`.replaceAll("|  |", "| |").replaceAll("|  |", "| |");
  return [line(head), `|${" --- |".repeat(head.length)}`, ...rows.map(line)];
}
