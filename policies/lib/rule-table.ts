import type { Rule } from "./rule.ts";

/** The rules as a table in Markdown, from their own fields, by name. */
export function ruleTable(rules: readonly Rule[]): string {
  const rows = rules.map((rule) => [
    `\`${rule.name}\``,
    rule.description,
    rule.severity,
    rule.meta.advisoryIn === undefined ? "" : `advice in ${rule.meta.advisoryIn.join(", ")}`,
    Object.keys(rule.configSchema?.properties ?? {}).map((option) => `\`${option}\``).join(", "),
    rule.meta.cis.join(", "),
  ]);
  const head = ["rule", "what holds", "severity", "where it is advice", "options", "CIS Docker 1.6"];
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
