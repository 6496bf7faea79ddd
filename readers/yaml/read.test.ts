import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import type { YamlNode } from "./node.ts";
import { MAX_LENGTH, MAX_TOKENS, readYaml } from "./read.ts";

/** The values of a tree, positions left out. */
function plain(node: YamlNode | undefined): unknown {
  if (node === undefined || node.kind === "scalar") return node?.value;
  return node.kind === "list" ? node.items.map(plain) : Object.fromEntries([...node.entries.values()].map(({ key, value }) => [key, plain(value)]));
}

const problem = (text: string) => {
  const { problems, root } = readYaml(text, "f.yml");
  return { root, problems: problems.map(({ message, at }) => `${at.file}:${at.line}:${at.column} ${message}`) };
};

test("scalars by the core schema, with their text as written", () => {
  const { root } = readYaml('a: 0x1F\nb: 1.10\nc: 12:30\nd: yes\ne:\nf: "8080"\ng: True\nh: |\n  t\ni: !reset null\nj: ~\n');
  const entries = root?.kind === "map" ? [...root.entries.values()] : [];
  expect(entries.map(({ key, value }) => value.kind === "scalar" && [key, value.value, value.text, value.tag])).toEqual([
    ["a", 31, "0x1F", undefined],
    ["b", 1.1, "1.10", undefined],
    ["c", "12:30", "12:30", undefined],
    ["d", "yes", "yes", undefined],
    ["e", null, "", undefined],
    ["f", "8080", "8080", undefined],
    ["g", true, "True", undefined],
    ["h", "t\n", "t\n", undefined],
    ["i", "null", "null", "!reset"],
    ["j", null, "~", undefined],
  ]);
});

test("merge keys: a later one over an earlier, in a list an earlier over a later, own keys over all; positions stay", () => {
  const { root, duplicates } = readYaml("a: &a {x: 1, y: 1}\nb: &b {x: 2, z: 2}\nc:\n  y: 3\n  <<: [*a, *b]\nd:\n  <<: *a\n  <<: *b\ne: {<<: *a, '<<': 5}\n", "f.yml");
  expect(plain(root)).toEqual({ a: { x: 1, y: 1 }, b: { x: 2, z: 2 }, c: { x: 1, z: 2, y: 3 }, d: { x: 2, y: 1, z: 2 }, e: { x: 1, y: 1, "<<": 5 } });
  expect(duplicates).toEqual([
    { path: "d", key: "<<", lines: [7, 8] },
    { path: "e", key: "<<", lines: [9, 9] },
  ]);
  const z = root?.kind === "map" && root.entries.get("c")?.value;
  expect(z && z.kind === "map" && z.entries.get("z")).toEqual({ key: "z", keyAt: { file: "f.yml", line: 2, column: 14 }, value: { kind: "scalar", value: 2, text: "2", at: { file: "f.yml", line: 2, column: 17 } } });
});

test("keys that are there twice: the last value counts, every one is told with its path and lines", () => {
  const { root, duplicates } = readYaml("s:\n  w:\n    p: 1\n    q: 1\n    p: 2\n    p: 3\nl: [{c: 1, c: 2}]\ns2: 1\n");
  expect([plain(root), duplicates]).toEqual([{ s: { w: { p: 3, q: 1 } }, l: [{ c: 2 }], s2: 1 }, [{ path: "s.w", key: "p", lines: [3, 5, 6] }, { path: "l[0]", key: "c", lines: [7, 7] }]]);
});

test.each([
  ["", "f.yml:1:1 no documents, where one is expected"],
  ["# only this\n", "f.yml:1:1 no documents, where one is expected"],
  ["a: 1\n---\nb: 2\n", "f.yml:1:1 2 documents, where one is expected"],
  ["a:\n  - *gone\n", "f.yml:2:5 found undefined alias 'gone'"],
  ["a: &x\n  b: *x\n", "f.yml:2:6 the alias 'x' stands inside its own anchor"],
  ["a: 1\n\tb: 2\n", "f.yml:2:1 Tabs are not allowed as indentation"],
  ["a: 1\n\t\nb: 2\n", "f.yml:2:1 Tabs are not allowed as indentation"],
  ["a:\n  b: 1\n  \t # c\n", "f.yml:3:3 Tabs are not allowed as indentation"],
  ["a:\n  - |\n    x\n  -\ty\n", "f.yml:4:4 Tabs are not allowed as indentation"],
  ["a: 1\r\n\t", "f.yml:2:1 Tabs are not allowed as indentation"],
  ["a: [b]: c\n", "f.yml:1:7 mapping values are not allowed here"],
  ["a:\n  b: {c: 1}:\n  d: 1\n", "f.yml:2:12 mapping values are not allowed here"],
  ["? [1]\n: 2\n", "f.yml:1:3 a key must be a scalar"],
  ["<<: 5\n", "f.yml:1:5 a merge key takes a mapping or a list of mappings"],
  ["a: 1\nb: \u0001\n", "f.yml:2:4 the character U+0001 is not allowed"],
  ["[".repeat(100_000), "f.yml:1:1 nested deeper than 256 levels"],
  ["- ".repeat(1000) + "a", "f.yml:1:1 nested deeper than 256 levels"],
  ["x".repeat(50_000_000), `f.yml:1:1 50000000 characters are more than the ${MAX_LENGTH} that are read`],
  ["\n- a".repeat(300_001), `f.yml:1:1 more than the ${MAX_TOKENS} tokens that are read`],
])("refused with its place: %.20j", (text, message) => {
  const { root, problems } = problem(text);
  expect([root, problems[0]]).toEqual([undefined, message]);
});

test("aliases that would grow without end are refused at once", () => {
  const names = "abcdefghij".split("");
  const bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + names.slice(1).map((name, index) => `${name}: &${name} [${Array(9).fill(`*${names[index]}`).join(",")}]`).join("\n");
  const chain = "m0: &m0 {k: 1}\n" + Array.from({ length: 2000 }, (_, i) => `m${i + 1}: &m${i + 1} {<<: *m${i}, k${i}: 1}`).join("\n");
  const deep = "m0: &m0 [k]\n" + Array.from({ length: 300 }, (_, i) => `m${i + 1}: &m${i + 1} [*m${i}]`).join("\n");
  expect([bomb, chain, deep].map((text) => problem(text).problems)).toEqual([
    ["f.yml:7:7 aliases and merges make more than 1000000 nodes"],
    [expect.stringMatching(/^f\.yml:\d+:\d+ aliases and merges make more than 1000000 nodes$/)],
    ["f.yml:257:13 nested deeper than 256 levels"],
  ]);
});

test.each([
  ['s:\n  a:\n    c: ["a",\n    "b"]\n    d: 1\n', { s: { a: { c: ["a", "b"], d: 1 } } }],
  ["s:\n  - c: [\n  x, {y: 1,\nz: 2}\n]\n    d: 'it''s\n  so'\n", { s: [{ c: ["x", { y: 1, z: 2 }], d: "it's so" }] }],
  ['a: "x\n\ny"\nb: |\n  [not\n  flow\nc: [1,\n2] # [\n', { a: "x\ny", b: "[not\nflow\n", c: [1, 2] }],
])("lines inside brackets and quotes may stand further left, as for the engine's own readers: %j", (text, data) => {
  expect(plain(readYaml(text).root)).toEqual(data);
});

test("tabs inside brackets, scalars and behind values are read, and so are lines that end in a carriage return", () => {
  expect(plain(readYaml('a:\tx\t# c\nb: [\n  1,\n\t2 ]\nc: |\n  x\n\n  \ty\nd: "p\n\tq"\nf:\t\n  g: 1\n').root)).toEqual({ a: "x", b: [1, 2], c: "x\n\n\ty\n", d: "p q", f: { g: 1 } });
  expect(plain(readYaml("a:\r  b: 1\r\nc: 2\r").root)).toEqual({ a: { b: 1 }, c: 2 });
});

test("a comment right behind a quoted text is no error, as for the engine's own readers", () => {
  expect(plain(readYaml('a: "b"#c\n').root)).toEqual({ a: "b" });
});

const fragment = fc.constantFrom("a", ": ", "- ", "\n", "  ", "\t", "&x ", "*x", "<<", "? ", "[", "]", "{", "}", ",", "'", '"', "|\n", ">-\n", "#", "!t ", "---\n", "...\n", "%", "\\", "\u0000", "\ufeff");

test("nothing throws, and every position is in the text", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.array(fragment, { maxLength: 30 }).map((parts) => parts.join(""))), (text) => {
      const lines = text.split(/\r\n|\r|\n/).length;
      const { problems, root } = readYaml(text);
      return (root === undefined) === problems.length > 0 && problems.every(({ at }) => at.line >= 1 && at.line <= lines && at.column >= 1);
    }),
    { numRuns: 500 },
  );
});

test("plain data comes back as it was written", () => {
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ maxDepth: 4 }, fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.array(tie("tree"), { maxLength: 3 }), fc.dictionary(fc.string().filter((key) => key !== "__proto__"), tie("tree"), { maxKeys: 3, noNullPrototype: true })),
  }));
  fc.assert(
    fc.property(tree, (data) => {
      const text = stringify(data);
      expect(plain(readYaml(text).root)).toEqual(parse(text));
    }),
    { numRuns: 200 },
  );
});
