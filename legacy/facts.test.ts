import { expect, test } from "@jest/globals";
import { estateFacts } from "./facts.ts";
import { treeOf } from "./tree.ts";

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
