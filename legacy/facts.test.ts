import { describe, expect, test } from "@jest/globals";
import { ESTATES, estateTree, expectedFacts } from "../tests/fixtures/legacy/estates.ts";
import { estateFacts } from "./facts.ts";
import type { Identical } from "./identical.ts";
import { treeOf } from "./tree.ts";

/** Keys of groups by content are this program's own; what falls together is not. */
const together = (same: Identical) => ({ ...same, list: same.list.map(({ count, paths }) => ({ count, paths })).sort((a, b) => b.count - a.count || (a.paths[0]! < b.paths[0]! ? -1 : 1)) });

describe("four checkouts", () => {
  test.each(ESTATES)("%s has the facts that other programs counted, file by file", async (estate) => {
    const { unreadable, service_lines, conflict_places, ...facts } = estateFacts(await estateTree(estate));
    const { commit, ...expected } = expectedFacts(estate) as unknown as ReturnType<typeof estateFacts> & { commit: string };
    const comparable = ({ identical, ...rest }: Omit<ReturnType<typeof estateFacts>, "unreadable" | "service_lines" | "conflict_places">) => ({ ...rest, identical: { ...identical, requirements_same_content: together(identical.requirements_same_content) } });
    expect(comparable(facts)).toEqual(comparable(expected));
    expect([commit, unreadable]).toEqual([estate, []]);
    expect(Object.values(service_lines).flatMap(Object.values)).toHaveLength(facts.summary.services as number);
    expect(Object.entries(conflict_places).map(([name, places]) => [name, new Set(places.map(({ file }) => file)).size])).toEqual(facts.conflicts.map(({ package: name, files }) => [name, files]));
  });
});

test("names decide what is counted, what only looks like it, and what is archived", () => {
  const names = ["Dockerfile", "Dockerfile.old", "a.Dockerfile", "dockerfile", "Dockerfile-x", "requirements-dev.txt", "base-requirements.txt", "requirements.txt.backup", "docker-compose.prod.yaml", "compose.yml", "docker-compose.yml.bak.1", "x/BackUps/Dockerfile"];
  const facts = estateFacts(treeOf(Object.fromEntries(names.map((name) => [name, "FROM scratch\n"]))));
  expect(Object.entries(facts.dockerfiles).map(([path, { archived }]) => [path, archived ?? false])).toEqual([
    ["Dockerfile", false],
    ["Dockerfile.old", true],
    ["a.Dockerfile", false],
    ["x/BackUps/Dockerfile", true],
  ]);
  expect(facts.summary).toMatchObject({ dockerfiles: 4, dockerfiles_live: 2, requirements: 1, compose_files: 2, near_misses: { dockerfile: 2, requirements: 2, compose: 1 } });
});

test("links are told, not counted, and followed for a service's Dockerfile and its sources", () => {
  const tree = treeOf(
    { "real/app.docker": "FROM a:1\nCOPY src/x linked/y ../z /d\nHEALTHCHECK CMD true\n", "real/src/x": "", "compose.yml": "services:\n  a: {build: {context: real, dockerfile: Dockerfile}}\n", "elsewhere/y": "" },
    { "real/Dockerfile": "app.docker", "Dockerfile": "nowhere", "up/Dockerfile": "../../x", "abs.Dockerfile": "/etc/passwd", "loop.Dockerfile": "loop.Dockerfile", "real/linked": "../elsewhere" },
  );
  const facts = estateFacts(tree);
  expect(facts.symlinks.map(({ path, state }) => [path, state])).toEqual([
    ["Dockerfile", "dangling"],
    ["abs.Dockerfile", "outside"],
    ["loop.Dockerfile", "dangling"],
    ["real/Dockerfile", "ok"],
    ["up/Dockerfile", "outside"],
  ]);
  expect([facts.summary.dockerfiles, facts.compose["compose.yml"]!.no_healthcheck_at_all, facts.compose["compose.yml"]!.no_healthcheck]).toEqual([0, undefined, ["a"]]);
});
