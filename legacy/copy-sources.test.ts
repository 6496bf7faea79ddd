import { expect, test } from "@jest/globals";
import { parseDockerfile } from "../readers/dockerfile/parse.ts";
import { headOf, stagesOf } from "../readers/dockerfile/stages.ts";
import { escaping, missingIn, sourcesOf } from "./copy-sources.ts";
import { treeOf } from "./tree.ts";

const read = (text: string) => {
  const file = parseDockerfile(text);
  return sourcesOf([...headOf(file), ...stagesOf(file).flatMap(({ steps }) => steps)]);
};
const sources = (text: string) => read(`FROM a\n${text}`);

test("sources are words with their defaults, without other stages, here-documents and URLs", () => {
  expect(sources("ARG D=src\nCOPY --chown=1 ${D}/a \"$D\"/b /x\nCOPY --from=b /y /y\nCOPY [\"sp ace\", \"/x\"]\nCOPY <<E f /x/\nE\nADD https://x/a g git@h:x.git /x\nCOPY $U /x\nCOPY a 2>/dev/null || true\n")).toEqual({
    paths: [
      { line: 3, src: "src/a" },
      { line: 3, src: "src/b" },
      { line: 5, src: "sp ace" },
      { line: 6, src: "f" },
      { line: 8, src: "g" },
      { line: 10, src: "a" },
      { line: 10, src: "2>/dev/null" },
      { line: 10, src: "||" },
    ],
    urls: [
      { line: 8, src: "https://x/a" },
      { line: 8, src: "git@h:x.git" },
    ],
    unresolved: [{ line: 9, src: "$U" }],
    shellWords: [10],
  });
});

test("a file without FROM has sources too; a folder that is named like a host is no URL; the escape character is the file's", () => {
  const paths = (text: string) => read(text).paths.map(({ src }) => src);
  expect([paths("ARG D=src\nCOPY ${D}/a /x\n"), paths("FROM a\nADD github.com/x/y /go/\n"), paths("# escape=`\nFROM a\nCOPY dir\\file /x\n")]).toEqual([["src/a"], ["github.com/x/y"], ["dir\\file"]]);
});

test("a source is looked for from the context's root, through links, wildcards a component at a time", () => {
  const tree = treeOf({ "c/src/a.py": "", "c/src/sub/b.py": "", "other/z": "" }, { "c/dead": "nowhere", "c/to": "../other" });
  const paths = [".", "/src", "./src/../src/a.py", "../src", "dead", "to/z", "src/*.py", "s*/sub/?.py", "*.py", "src/*.txt", "gone", "src/a.py/x"].map((src) => ({ line: 1, src }));
  const { literal, globs } = missingIn(tree, "c", paths);
  expect([literal.map(({ src }) => src), globs.map(({ src }) => src)]).toEqual([["gone", "src/a.py/x"], ["*.py", "src/*.txt"]]);
  const loop = treeOf({ "c/f": "" }, { "c/l": ".", "c/m": "." });
  const deep = ["*/".repeat(60) + "f", "*/".repeat(60) + "g", "l/".repeat(20_000) + "f"].map((src) => ({ line: 1, src }));
  expect(missingIn(loop, "c", deep)).toEqual({ literal: [], globs: [deep[1]] });
  expect(escaping(paths).map(({ src }) => src)).toEqual(["../src"]);
  expect(missingIn(tree, "none", [{ line: 1, src: "." }]).literal).toHaveLength(1);
});
