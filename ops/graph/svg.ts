import { counted } from "../../infra/words.ts";
import { CARD, layout, type Card } from "./layout.ts";
import { colourOf, type GraphModel } from "./model.ts";

const INK = "#0f172a";
const SOFT = "#475569";
const FONT = "font-family:system-ui,'Segoe UI',Helvetica,Arial,'DejaVu Sans',sans-serif";

/** A self-contained SVG: a band for each tier, a card for each service, lines in the colour of the network that carries them. */
export function svg(graph: GraphModel): string {
  const { width, height, bands, cards, lines } = layout(graph);
  const standIns = cards.filter((c) => c.node.standIn).length;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" style="${FONT}">`,
    `<title>${escape(`Stack ${graph.stack}: ${counted(cards.length, "service")} in ${counted(bands.length, "tier")}`)}</title>`,
    "<defs>",
    ...[...new Set(graph.edges.map((e) => e.network))].sort().map(
      (n) => `<marker id="to-${n || "none"}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0.5L8 4L0 7.5z" fill="${colourOf(n)}"/></marker>`,
    ),
    "</defs>",
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    `<text x="24" y="34" font-size="20" font-weight="700" fill="${INK}">${escape(`Stack ${graph.stack}`)}</text>`,
    `<text x="24" y="56" font-size="12" fill="${SOFT}">${counted(cards.length, "service")}, ${counted(lines.length, "edge")}${standIns > 0 ? `, ${counted(standIns, "stand-in")}` : ""}; an arrow points at what is needed</text>`,
    ...legend(graph, width),
    ...bands.flatMap((b) => [
      `<rect x="24" y="${b.y}" width="${width - 48}" height="${b.height}" rx="10" fill="#f1f5f9"/>`,
      `<text x="40" y="${b.y + 28}" font-size="13" font-weight="700" fill="${INK}">Tier ${b.tier}</text>`,
      ...wrap(b.title, 17).map((line, i) => `<text x="40" y="${b.y + 46 + i * 15}" font-size="12" fill="${SOFT}">${escape(line)}</text>`),
    ]),
    ...lines.map(({ edge, path }) => {
      const dashes = edge.kind === "uses" ? ' stroke-dasharray="5 4"' : "";
      return `<path d="${path}" fill="none" stroke="${colourOf(edge.network)}" stroke-width="1.5" stroke-opacity="0.75"${dashes} marker-end="url(#to-${edge.network || "none"})"><title>${escape(`${edge.from} ${edge.kind} ${edge.to}${edge.network ? ` (${edge.network})` : ""}`)}</title></path>`;
    }),
    ...cards.flatMap(cardLines),
    "</svg>",
    "",
  ].join("\n");
}

function cardLines({ node, x, y }: Card): string[] {
  const border = node.standIn ? ' stroke="#dc2626" stroke-dasharray="4 3"' : ` stroke="${node.critical ? INK : "#94a3b8"}"`;
  const chips = [...node.networks, ...(node.outside ? ["out"] : [])];
  let at = x + 12;
  return [
    `<rect x="${x}" y="${y}" width="${CARD.width}" height="${CARD.height}" rx="8" fill="#ffffff"${border} stroke-width="${node.critical ? 1.8 : 1.2}"/>`,
    `<text x="${x + 12}" y="${y + 20}" font-size="${nameSize(node.name)}" font-weight="600" fill="${INK}">${escape(node.name)}</text>`,
    `<text x="${x + 12}" y="${y + 37}" font-size="11" fill="${SOFT}">${escape(node.ports.join("  ") || "no host port")}</text>`,
    ...chips.flatMap((network) => {
      const start = at;
      at += 14 + network.length * 5.4;
      return [`<circle cx="${start + 3}" cy="${y + 52}" r="3" fill="${colourOf(network)}"/>`, `<text x="${start + 9}" y="${y + 55}" font-size="9" fill="${SOFT}">${escape(network)}</text>`];
    }),
    ...(node.standIn ? [`<text x="${x + CARD.width - 10}" y="${y + 55}" font-size="9" font-weight="700" text-anchor="end" fill="#dc2626">stand-in</text>`] : []),
  ];
}

/** At the upper right: the networks' colours and the two kinds of lines. */
function legend(graph: GraphModel, width: number): string[] {
  const kinds = [{ word: "needs", dashes: "" }, { word: "uses", dashes: ' stroke-dasharray="5 4"' }].filter((k) => graph.edges.some((e) => e.kind === k.word));
  let x = width - 24 - graph.networks.reduce((sum, n) => sum + 26 + n.length * 6.6, 0) - kinds.length * 74 + 8;
  return [
    ...graph.networks.map((n) => {
      const at = x;
      x += 26 + n.length * 6.6;
      return `<circle cx="${r(at + 5)}" cy="30" r="5" fill="${colourOf(n)}"/><text x="${r(at + 14)}" y="34" font-size="12" fill="${SOFT}">${escape(n)}</text>`;
    }),
    ...kinds.map(({ word, dashes }) => {
      const at = x;
      x += 74;
      return `<path d="M${r(at)} 30h24" stroke="${SOFT}" stroke-width="1.5"${dashes}/><text x="${r(at + 30)}" y="34" font-size="12" fill="${SOFT}">${word}</text>`;
    }),
  ];
}

/** Small enough for the card; a wide font takes about two thirds of its size for a letter. */
const nameSize = (name: string) => Math.min(13, Math.floor(((CARD.width - 24) / (name.length * 0.65)) * 10) / 10);

const r = (value: number) => Math.round(value * 10) / 10;
const escape = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** Words in lines of about so many characters. */
function wrap(text: string, length: number): string[] {
  return text.split(" ").reduce<string[]>((lines, word) => {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < length) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
    return lines;
  }, []);
}
