import { colourOf, type GraphModel, type GraphNode } from "./model.ts";

/** Mermaid text: a subgraph for each tier, solid arrows for needs, dashed for uses, arrows in the network's colour. */
export function mermaid(graph: GraphModel): string {
  return [
    "flowchart TB",
    ...graph.tiers.flatMap((t) => [`  subgraph tier${t.tier}["Tier ${t.tier}: ${text(t.title)}"]`, ...t.nodes.map((n) => `    ${id(n.name)}["${label(n)}"]`), "  end"]),
    ...graph.edges.map((e) => `  ${id(e.from)} ${e.kind === "needs" ? "-->" : "-.->"} ${id(e.to)}`),
    ...graph.edges.map((e, i) => `  linkStyle ${i} stroke:${colourOf(e.network)}`),
    "",
  ].join("\n");
}

/** Mermaid reads `end` and hyphens in names as syntax. */
const id = (name: string) => `s_${name.replaceAll("-", "_")}`;
const text = (words: string) => words.replaceAll("&", "and").replaceAll('"', "'");

function label(n: GraphNode): string {
  const lines = [`${n.name}${n.standIn ? " (stand-in)" : ""}`, n.ports.join(", "), `${n.networks.join(", ")}${n.outside ? ", out" : ""}`];
  return lines.filter(Boolean).map((line) => line.replaceAll(">", "&gt;")).join("<br/>");
}
