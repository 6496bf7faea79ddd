/** Four checkouts have the facts that other programs counted. */
import { expect, test } from "@jest/globals";
import { ESTATES, estateTree, expectedFacts } from "../tests/fixtures/legacy/estates.ts";
import { estateFacts } from "./facts.ts";
import type { Identical } from "./identical.ts";

/** Keys of groups by content are this program's own; what falls together is not. */
const together = (same: Identical) => ({ ...same, list: same.list.map(({ count, paths }) => ({ count, paths })).sort((a, b) => b.count - a.count || (a.paths[0]! < b.paths[0]! ? -1 : 1)) });

test.each(ESTATES)("%s has the facts that other programs counted, file by file", async (estate) => {
  const { unreadable, service_lines, conflict_places, ...facts } = estateFacts(await estateTree(estate));
  const { commit, ...expected } = expectedFacts(estate) as unknown as ReturnType<typeof estateFacts> & { commit: string };
  const comparable = ({ identical, ...rest }: Omit<ReturnType<typeof estateFacts>, "unreadable" | "service_lines" | "conflict_places">) => ({ ...rest, identical: { ...identical, requirements_same_content: together(identical.requirements_same_content) } });
  expect(comparable(facts)).toEqual(comparable(expected));
  expect([commit, unreadable]).toEqual([estate, []]);
  expect(Object.values(service_lines).flatMap(Object.values)).toHaveLength(facts.summary.services as number);
  expect(Object.entries(conflict_places).map(([name, places]) => [name, new Set(places.map(({ file }) => file)).size])).toEqual(facts.conflicts.map(({ package: name, files }) => [name, files]));
});
