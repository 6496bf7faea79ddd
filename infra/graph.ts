/** Order and cycles of a dependency graph given as name -> names it needs. Pure; every result is sorted. */

export type Graph = ReadonlyMap<string, readonly string[]>;

/** A path `a -> b -> a` for each independent cycle, starting at its smallest name; empty when there is none. */
export function findCycles(graph: Graph): string[][] {
  const state = new Map<string, "open" | "done">();
  const path: string[] = [];
  const cycles: string[][] = [];
  const visit = (node: string) => {
    if (state.get(node) === "done") return;
    if (state.get(node) === "open") {
      cycles.push(rotate(path.slice(path.indexOf(node))));
      return;
    }
    state.set(node, "open");
    path.push(node);
    for (const next of [...(graph.get(node) ?? [])].sort()) if (graph.has(next)) visit(next);
    path.pop();
    state.set(node, "done");
  };
  for (const node of [...graph.keys()].sort()) visit(node);
  return cycles;
}

function rotate(cycle: string[]): string[] {
  const first = cycle.indexOf([...cycle].sort()[0]!);
  const turned = [...cycle.slice(first), ...cycle.slice(0, first)];
  return [...turned, turned[0]!];
}

/** Every node after what it needs; among the free ones by name. Call only for a graph without cycles. */
export function startOrder(graph: Graph): string[] {
  const waiting = new Map([...graph].map(([node, needs]) => [node, needs.filter((n) => graph.has(n)).length]));
  const dependents = new Map<string, string[]>();
  for (const [node, needs] of graph) for (const n of needs) dependents.set(n, [...(dependents.get(n) ?? []), node]);
  const order: string[] = [];
  let free = [...waiting].filter(([, count]) => count === 0).map(([node]) => node).sort();
  while (free.length > 0) {
    const node = free.shift()!;
    order.push(node);
    for (const d of dependents.get(node) ?? []) {
      const left = waiting.get(d)! - 1;
      waiting.set(d, left);
      if (left === 0) free = [...free, d].sort();
    }
  }
  return order;
}

/** The given names and all that they need, directly or not. Unknown names are kept. */
export function closure(graph: Graph, names: Iterable<string>): Set<string> {
  const found = new Set<string>();
  const queue = [...names];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    if (found.has(node)) continue;
    found.add(node);
    queue.push(...(graph.get(node) ?? []));
  }
  return found;
}

/** The chain whose costs add up to most: what no parallelism can shorten. */
export function criticalPath(graph: Graph, cost: (node: string) => number): { path: string[]; cost: number } {
  const best = new Map<string, { path: string[]; cost: number }>();
  let longest = { path: [] as string[], cost: 0 };
  for (const node of startOrder(graph)) {
    let before = { path: [] as string[], cost: 0 };
    for (const need of [...(graph.get(node) ?? [])].sort()) {
      const candidate = best.get(need);
      if (candidate && candidate.cost > before.cost) before = candidate;
    }
    const own = { path: [...before.path, node], cost: before.cost + cost(node) };
    best.set(node, own);
    if (own.cost > longest.cost) longest = own;
  }
  return longest;
}
