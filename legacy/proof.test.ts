import { expect, test } from "@jest/globals";
import { notesPackages, packagesIn } from "./packages.ts";
import { differences, proof, proofMarkdown, type ImageFacts } from "./proof.ts";

const files = new Map([
  ["usr/lib/python3/dist-packages/Zope.Interface-5.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: Zope.Interface\nVersion: 5.0\n\nName: not this\n"],
  ["app/.venv/lib/python3.11/site-packages/zope_interface-6.0.dist-info/METADATA", "Name: zope-interface\nVersion: 6.0\n"],
  ["usr/lib/python3/dist-packages/old.egg-info/PKG-INFO", "Name: old\nVersion: 1\n"],
  ["app/node_modules/@scope/a/package.json", '{"name":"@scope/a","version":"1.0.0"}'],
  ["app/node_modules/b/node_modules/a/package.json", '{"name":"a","version":"2.0.0"}'],
  ["app/node_modules/broken/package.json", "{"],
  ["app/node_modules/nameless/package.json", "{}"],
  ["var/lib/dpkg/status", "Package: bash\nStatus: install ok installed\nVersion: 5.2-1\n\nPackage: gone\nStatus: deinstall ok config-files\nVersion: 1\n\n"],
  ["var/lib/dpkg/status.d/tzdata", "Package: tzdata\nVersion: 2024a\n"],
  ["lib/apk/db/installed", "C:Q1\nP:musl\nV:1.2.4-r1\n\nP:zlib\nV:1.3\n"],
]);

test("packages as their managers note them, with every version", () => {
  expect([...files.keys()].filter((path) => !notesPackages(path))).toEqual([]);
  expect(["app/package.json", "app/node_modules/a/lib/package.json", "etc/passwd", "site-packages/a.dist-info/RECORD"].filter(notesPackages)).toEqual([]);
  expect(packagesIn(files)).toEqual({
    python: { old: ["1"], "zope-interface": ["5.0", "6.0"] },
    npm: { "@scope/a": ["1.0.0"], a: ["2.0.0"] },
    os: { bash: ["5.2-1"], musl: ["1.2.4-r1"], tzdata: ["2024a"], zlib: ["1.3"] },
  });
});

const facts = (more: Partial<ImageFacts> = {}): ImageFacts => ({ user: "1000", workingDirectory: "/app", entrypoint: ["/e"], command: ["c"], ports: ["80/tcp"], environment: { A: "1", API_KEY: "old-secret" }, python: { a: ["1"] }, npm: {}, os: { b: ["1"] }, ...more });

test("the same facts have no difference", () => {
  expect(proof({ old: "o", new: "n" }, facts(), facts())).toEqual({ old: "o", new: "n", same: true, packages: { python: 1, npm: 0, os: 1 }, differences: [] });
});

test("every difference is told, values of secrets are not", () => {
  const now = facts({ user: "root", workingDirectory: "/", entrypoint: [], command: ["c", "d"], ports: ["81/tcp"], environment: { A: "2", API_KEY: "new-secret" }, python: { a: ["1", "2"] }, npm: { x: ["3"] }, os: {} });
  const found = differences(facts(), now);
  expect(found.map(({ what, name, old, new: next }) => [what, name, old, next])).toEqual([
    ["user", "", "1000", "root"],
    ["working directory", "", "/app", "/"],
    ["entry point", "", '["/e"]', "[]"],
    ["command", "", '["c"]', '["c","d"]'],
    ["port", "80/tcp", "exposed", undefined],
    ["port", "81/tcp", undefined, "exposed"],
    ["environment", "A", "1", "2"],
    ["environment", "API_KEY", "(a secret)", "(a secret)"],
    ["python package", "a", "1", "1, 2"],
    ["npm package", "x", undefined, "3"],
    ["os package", "b", "1", undefined],
  ]);
  expect(proofMarkdown(proof({ old: "o", new: "n" }, facts(), now))).toContain("| npm package | x | - | 3 |");
});
