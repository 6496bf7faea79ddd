import { expect, test } from "@jest/globals";
import { serve } from "../../tests/engine/catalogue.ts";
import { smallPlan } from "../testing.ts";
import { dot } from "./dot.ts";
import { CARD, layout } from "./layout.ts";
import { mermaid } from "./mermaid.ts";
import { graphModel } from "./model.ts";
import { svg } from "./svg.ts";

const small = graphModel(smallPlan());

/** Four tiers, more services than a row holds, edges over several rows, within a row and downwards. */
const wide = graphModel(
  smallPlan([
    serve("base"),
    ...Array.from({ length: 8 }, (_, i) => serve(`mid-${i}`, { tier: 2, dependsOn: ["base"], uses: i === 0 ? ["top-1"] : [] })),
    ...Array.from({ length: 3 }, (_, i) => serve(`side-${i}`, { tier: 3, networks: ["backend", "monitoring"], uses: i > 0 ? ["side-0"] : [] })),
    serve("top-1", { tier: 6, dependsOn: ["base", "mid-7"], uses: ["side-2"] }),
    serve("top-2", { tier: 6, dependsOn: ["mid-0", "top-1"], outside: "pulls from the library" }),
  ]),
);

test("mermaid", () => {
  expect(mermaid(small)).toBe(`flowchart TB
  subgraph tier1["Tier 1: Core Infrastructure"]
    s_api["api<br/>backend, database"]
    s_page["page<br/>backend, frontend"]
    s_queue["queue<br/>backend"]
    s_store["store<br/>40050-&gt;8080<br/>database"]
  end
  s_api --> s_queue
  s_api --> s_store
  s_page --> s_api
  linkStyle 0 stroke:#0f766e
  linkStyle 1 stroke:#b45309
  linkStyle 2 stroke:#0f766e
`);
});

test("dot", () => {
  expect(dot(small)).toBe(`digraph "t1" {
  rankdir=BT;
  node [shape=box, style="rounded,filled", fillcolor=white, fontname="Helvetica", fontsize=11];
  graph [fontname="Helvetica", fontsize=12, style="rounded,filled", color="#cbd5e1", fillcolor="#f8fafc"];
  subgraph cluster_1 {
    label="Tier 1: Core Infrastructure";
    "api" [label="api\\nbackend, database"];
    "page" [label="page\\nbackend, frontend"];
    "queue" [label="queue\\nbackend"];
    "store" [label="store\\n40050->8080\\ndatabase"];
  }
  "api" -> "queue" [color="#0f766e"];
  "api" -> "store" [color="#b45309"];
  "page" -> "api" [color="#0f766e"];
}
`);
});

test("what a service only uses is dashed, in every form", () => {
  const uses = wide.edges.filter((e) => e.kind === "uses").length;
  expect(uses).toBe(4);
  expect(mermaid(wide).match(/ -\.-> /g)).toHaveLength(uses);
  expect(dot(wide).match(/style=dashed/g)).toHaveLength(uses);
  expect(svg(wide).match(/<path d="M[^"]*" fill="none"[^>]*stroke-dasharray/g)).toHaveLength(uses);
});

test("svg: every service and port is written once, every edge is a line that says its ends, and every tag is closed", () => {
  for (const graph of [small, wide]) {
    const text = svg(graph);
    for (const { name, ports } of graph.tiers.flatMap((t) => t.nodes)) {
      expect(text.match(new RegExp(`>${name}</text>`, "g"))).toHaveLength(1);
      for (const port of ports) expect(text).toContain(`>${port.replace(">", "&gt;")}</text>`);
    }
    for (const e of graph.edges) expect(text).toContain(`<title>${e.from} ${e.kind} ${e.to} (${e.network})</title>`);
    const open: string[] = [];
    for (const [, close, tag, self] of text.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)) {
      if (close) expect(open.pop()).toBe(tag);
      else if (!self) open.push(tag!);
    }
    expect(open).toEqual([]);
    expect(text).not.toMatch(/NaN|undefined/);
  }
});

test("svg: cards lie inside the picture and apart from each other, and no line crosses the card of another service", () => {
  const { cards, lines, width, height } = layout(wide);
  for (const c of cards) expect({ in: c.x >= 0 && c.x + CARD.width <= width && c.y >= 0 && c.y + CARD.height <= height }).toEqual({ in: true });
  const overlaps = cards.flatMap((a, i) => cards.slice(i + 1).filter((b) => Math.abs(a.x - b.x) < CARD.width && Math.abs(a.y - b.y) < CARD.height).map((b) => [a.node.name, b.node.name]));
  expect(overlaps).toEqual([]);
  const crossings = lines.flatMap(({ edge, path }) =>
    cards
      .filter((c) => c.node.name !== edge.from && c.node.name !== edge.to)
      .filter((c) => points(path).some(([x, y]) => x > c.x && x < c.x + CARD.width && y > c.y && y < c.y + CARD.height))
      .map((c) => `${edge.from} -> ${edge.to} crosses ${c.node.name}`),
  );
  expect({ lines: lines.length, crossings }).toEqual({ lines: wide.edges.length, crossings: [] });
});

/** Samples of a path of M, C and L. */
function points(path: string): [number, number][] {
  const found: [number, number][] = [];
  let at: [number, number] = [0, 0];
  for (const [, kind, words] of path.matchAll(/([MCL])([^MCL]+)/g)) {
    const n = words!.trim().split(/\s+/).map(Number);
    const end: [number, number] = [n.at(-2)!, n.at(-1)!];
    for (let i = 1; i <= 40 && kind !== "M"; i++) {
      const [t, u] = [i / 40, 1 - i / 40];
      const mix = (k: 0 | 1) => (kind === "L" ? u * at[k] + t * end[k] : u ** 3 * at[k] + 3 * u * u * t * n[k]! + 3 * u * t * t * n[2 + k]! + t ** 3 * end[k]);
      found.push([mix(0), mix(1)]);
    }
    at = end;
  }
  return found;
}
