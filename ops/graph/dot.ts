import { colourOf, type GraphModel, type GraphNode } from "./model.ts";

/** Graphviz text: a cluster for each tier, solid arrows for needs, dashed for uses, arrows in the network's colour. */
export function dot(graph: GraphModel): string {
  return [
    `digraph ${quote(graph.stack)} {`,
    "  rankdir=BT;",
    '  node [shape=box, style="rounded,filled", fillcolor=white, fontname="Helvetica", fontsize=11];',
    '  graph [fontname="Helvetica", fontsize=12, style="rounded,filled", color="#cbd5e1", fillcolor="#f8fafc"];',
    ...graph.tiers.flatMap((t) => [`  subgraph cluster_${t.tier} {`, `    label=${quote(`Tier ${t.tier}: ${t.title}`)};`, ...t.nodes.map((n) => `    ${quote(n.name)} [label=${quote(label(n))}];`), "  }"]),
    ...graph.edges.map((e) => `  ${quote(e.from)} -> ${quote(e.to)} [color=${quote(colourOf(e.network))}${e.kind === "uses" ? ", style=dashed, constraint=false" : ""}];`),
    "}",
    "",
  ].join("\n");
}

const quote = (words: string) => `"${words.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;

function label(n: GraphNode): string {
  return [`${n.name}${n.standIn ? " (stand-in)" : ""}`, n.ports.join(", "), `${n.networks.join(", ")}${n.outside ? ", out" : ""}`].filter(Boolean).join("\n");
}
