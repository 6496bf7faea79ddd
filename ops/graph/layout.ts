/** Places of a graph's services: a band for each tier, rows of cards, and lines that go between the cards. Pure. */
import type { GraphEdge, GraphModel, GraphNode } from "./model.ts";

export const CARD = { width: 196, height: 66 } as const;
const GAP = { x: 34, y: 58 } as const;
const MARGIN = 24;
/** Room for the tier's name at the left of its band. */
const TITLE = 150;
const HEAD = 74;
const BAND = { padding: 22, gap: 26 } as const;
const PER_ROW = 6;

export interface Card {
  readonly node: GraphNode;
  readonly row: number;
  readonly x: number;
  readonly y: number;
}

export interface Band {
  readonly tier: number;
  readonly title: string;
  readonly y: number;
  readonly height: number;
}

export interface Line {
  readonly edge: GraphEdge;
  /** An SVG path. */
  readonly path: string;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly bands: readonly Band[];
  readonly cards: readonly Card[];
  readonly lines: readonly Line[];
}

export function layout(graph: GraphModel): Layout {
  const columns = Math.min(PER_ROW, Math.max(1, ...graph.tiers.map((t) => t.nodes.length)));
  const inner = columns * CARD.width + (columns - 1) * GAP.x;
  const width = MARGIN * 2 + TITLE + inner + BAND.padding;
  const bands: Band[] = [];
  const cards: Card[] = [];
  const placed = new Map<string, Card>();
  let y = HEAD;
  let row = 0;
  for (const tier of graph.tiers) {
    const top = y;
    y += BAND.padding;
    for (const nodes of rowsOf(tier.nodes, columns, placed, graph.edges)) {
      const left = MARGIN + TITLE + (inner - nodes.length * CARD.width - (nodes.length - 1) * GAP.x) / 2;
      nodes.forEach((node, i) => {
        const card = { node, row, x: left + i * (CARD.width + GAP.x), y };
        cards.push(card);
        placed.set(node.name, card);
      });
      y += CARD.height + GAP.y;
      row++;
    }
    y += BAND.padding - GAP.y;
    bands.push({ tier: tier.tier, title: tier.title, y: top, height: y - top });
    y += BAND.gap;
  }
  return { width, height: y + MARGIN - BAND.gap, bands, cards, lines: linesOf(graph.edges, placed, cards) };
}

/** Rows of even length; within the tier each service stands near what it is joined to above. */
function rowsOf(nodes: readonly GraphNode[], columns: number, placed: ReadonlyMap<string, Card>, edges: readonly GraphEdge[]): GraphNode[][] {
  const pull = (name: string) => {
    const xs = edges.flatMap((e) => (e.from === name ? [placed.get(e.to)] : e.to === name ? [placed.get(e.from)] : [])).flatMap((c) => (c ? [c.x] : []));
    return xs.length === 0 ? Number.MAX_SAFE_INTEGER : xs.reduce((a, b) => a + b, 0) / xs.length;
  };
  const count = Math.ceil(nodes.length / columns);
  const size = Math.ceil(nodes.length / count);
  return Array.from({ length: count }, (_, i) => nodes.slice(i * size, (i + 1) * size)).map((part) => [...part].sort((a, b) => pull(a.name) - pull(b.name) || a.name.localeCompare(b.name)));
}

/** Where each line leaves and enters: spread over the card's edge, in the order of the other ends. */
function linesOf(edges: readonly GraphEdge[], placed: ReadonlyMap<string, Card>, cards: readonly Card[]): Line[] {
  const ends = edges.map((edge) => ({ edge, from: placed.get(edge.from)!, to: placed.get(edge.to)! }));
  const side = (own: Card, other: Card) => (other.row < own.row ? "top" : "bottom");
  const slots = new Map<string, { edge: GraphEdge; x: number }[]>();
  const slot = (own: Card, other: Card, edge: GraphEdge) => {
    const key = `${own.node.name} ${side(own, other)}`;
    slots.set(key, [...(slots.get(key) ?? []), { edge, x: other.x }]);
  };
  for (const { edge, from, to } of ends) (slot(from, to, edge), slot(to, from, edge));
  for (const list of slots.values()) list.sort((a, b) => a.x - b.x || a.edge.from.localeCompare(b.edge.from) || a.edge.to.localeCompare(b.edge.to));
  const anchor = (own: Card, other: Card, edge: GraphEdge) => {
    const list = slots.get(`${own.node.name} ${side(own, other)}`)!;
    const i = list.findIndex((s) => s.edge === edge);
    return { x: own.x + (CARD.width * (i + 1)) / (list.length + 1), y: side(own, other) === "top" ? own.y : own.y + CARD.height };
  };
  const used = new Map<string, number>();
  return ends.map(({ edge, from, to }) => {
    const [a, b] = [anchor(from, to, edge), anchor(to, from, edge)];
    return { edge, path: from.row === to.row ? arc(a, b) : route(a, b, from.row, to.row, cards, used) };
  });
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Below both cards. */
function arc(a: Point, b: Point): string {
  const depth = 34;
  return `M${r(a.x)} ${r(a.y)}C${r(a.x)} ${r(a.y + depth)} ${r(b.x)} ${r(b.y + depth)} ${r(b.x)} ${r(b.y)}`;
}

/** From row to row, through the gap between cards that is nearest to the straight line; lines in one gap lie beside each other. */
function route(a: Point, b: Point, fromRow: number, toRow: number, cards: readonly Card[], used: Map<string, number>): string {
  const step = toRow < fromRow ? -1 : 1;
  let path = `M${r(a.x)} ${r(a.y)}`;
  let at = a;
  const curve = (p: Point) => {
    const middle = (at.y + p.y) / 2;
    path += `C${r(at.x)} ${r(middle)} ${r(p.x)} ${r(middle)} ${r(p.x)} ${r(p.y)}`;
    at = p;
  };
  for (let row = fromRow + step; row !== toRow; row += step) {
    const inRow = cards.filter((c) => c.row === row);
    const top = inRow[0]!.y - 6;
    const bottom = inRow[0]!.y + CARD.height + 6;
    const straight = a.x + ((b.x - a.x) * ((top + bottom) / 2 - a.y)) / (b.y - a.y);
    const gaps = [inRow[0]!.x - GAP.x / 2, ...inRow.map((c) => c.x + CARD.width + GAP.x / 2)];
    const gap = gaps.reduce((best, x) => (Math.abs(x - straight) < Math.abs(best - straight) ? x : best));
    const key = `${row} ${gap}`;
    const n = used.get(key) ?? 0;
    used.set(key, n + 1);
    const x = gap + ((n % 2 === 0 ? 1 : -1) * Math.ceil(n / 2) * 4) % 15;
    curve({ x, y: step < 0 ? bottom : top });
    at = { x, y: step < 0 ? top : bottom };
    path += `L${r(x)} ${r(at.y)}`;
  }
  curve(b);
  return path;
}

const r = (value: number) => Math.round(value * 10) / 10;
