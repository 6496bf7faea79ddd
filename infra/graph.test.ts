import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { closure, criticalPath, findCycles, startOrder, type Graph } from "./graph.ts";

const graph = (edges: Record<string, string[]>): Graph => new Map(Object.entries(edges));

describe("by example", () => {
  const diamond = graph({ top: ["left", "right"], right: ["base"], left: ["base"], base: [] });
  test("the order is by need, then by name", () => expect(startOrder(diamond)).toEqual(["base", "left", "right", "top"]));
  test("what is not in the graph is nobody's wait", () => expect(startOrder(graph({ a: ["elsewhere"] }))).toEqual(["a"]));
  test("a diamond is no cycle", () => expect(findCycles(diamond)).toEqual([]));
  test("a cycle begins at its smallest name", () => expect(findCycles(graph({ c: ["a"], b: ["c"], a: ["b"], z: ["a"] }))).toEqual([["a", "b", "c", "a"]]));
  test("each of two cycles is told once", () => expect(findCycles(graph({ a: ["b"], b: ["a"], x: ["y"], y: ["x"] }))).toEqual([["a", "b", "a"], ["x", "y", "x"]]));
  test("the closure has all that is needed, and names that are unknown", () => expect([...closure(diamond, ["left", "nobody"])].sort()).toEqual(["base", "left", "nobody"]));
  test("the closure of a cycle ends", () => expect([...closure(graph({ a: ["b"], b: ["a"] }), ["a"])].sort()).toEqual(["a", "b"]));
  test("the critical path is the costliest chain", () => {
    const cost: Record<string, number> = { base: 1, left: 5, right: 2, top: 1 };
    expect(criticalPath(diamond, (name) => cost[name]!)).toEqual({ path: ["base", "left", "top"], cost: 7 });
  });
  test("of nothing, nothing", () => expect([startOrder(graph({})), findCycles(graph({})), criticalPath(graph({}), () => 1)]).toEqual([[], [], { path: [], cost: 0 }]));
});

/** A graph whose edges go from later to earlier nodes of a shuffled list: any shape, never a cycle. */
const acyclic = fc.array(fc.tuple(fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/), fc.array(fc.nat(), { maxLength: 5 })), { maxLength: 30 }).map((rows) => {
  const names = [...new Set(rows.map(([name]) => name))];
  return new Map(names.map((name, i) => [name, i === 0 ? [] : [...new Set(rows.find(([n]) => n === name)![1].map((n) => names[n % i]!))]]));
});

describe("properties", () => {
  test("the order has every node once, and respects every edge", () =>
    fc.assert(
      fc.property(acyclic, (g) => {
        const order = startOrder(g);
        expect([...order].sort()).toEqual([...g.keys()].sort());
        for (const [node, needs] of g) for (const need of needs) expect(order.indexOf(need)).toBeLessThan(order.indexOf(node));
      }),
    ));
  test("an acyclic graph has no cycle, also when its rows are turned round", () =>
    fc.assert(fc.property(acyclic, (g) => expect([findCycles(g), findCycles(new Map([...g].reverse()))]).toEqual([[], []]))));
  test("the order does not depend on the order of the rows", () => fc.assert(fc.property(acyclic, (g) => expect(startOrder(new Map([...g].reverse()))).toEqual(startOrder(g)))));
  test("a planted cycle is found, and what is told is one", () =>
    fc.assert(
      fc.property(acyclic, fc.integer({ min: 1, max: 6 }), (g, length) => {
        const ring = Array.from({ length }, (_, i) => `Ring${i}`);
        const planted = new Map(g);
        ring.forEach((name, i) => planted.set(name, [ring[(i + 1) % length]!, ...[...g.keys()].slice(0, i)]));
        const cycles = findCycles(planted);
        expect(cycles).toEqual([[...ring, ring[0]]]);
      }),
    ));
  test("the critical path costs as much as its parts, and no chain more", () =>
    fc.assert(
      fc.property(acyclic, (g) => {
        const cost = (name: string) => name.length;
        const longest = (name: string): number => cost(name) + Math.max(0, ...(g.get(name) ?? []).map(longest));
        const found = criticalPath(g, cost);
        expect(found.cost).toBe(found.path.reduce((sum, name) => sum + cost(name), 0));
        expect(found.cost).toBe(Math.max(0, ...[...g.keys()].map(longest)));
      }),
    ));
});
