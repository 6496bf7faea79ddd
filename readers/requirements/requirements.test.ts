import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { isRequirement, parseRequirement } from "./entry.ts";
import { readRequirements } from "./read.ts";

type Answer = [text: string, name?: string, extras?: string[], spec?: string, marker?: boolean];
const corpus = readFileSync(join(import.meta.dirname, "corpus", "packaging.jsonl"), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line) as Answer);

function answer(text: string): Answer {
  const parsed = parseRequirement(text);
  if (!isRequirement(parsed)) return [text];
  const clauses = new Set(parsed.spec.split(",").filter(Boolean));
  return [text, parsed.name, [...parsed.extras], [...clauses].sort().join(","), parsed.marker !== ""];
}

test("reads and refuses what Python's packaging reads and refuses", () => {
  expect(corpus.filter(([, name]) => name !== undefined).length).toBeGreaterThan(100);
  expect(corpus.map(([text]) => answer(text))).toEqual(corpus);
});

test("what each line of a file is", () => {
  const text = [
    "# head \\",
    "Django>=4.2,<5 ; python_version >= '3.10'  # why",
    "zope.interface[Test_A,b] (==5.0) \\",
    "    --hash=sha256:aa \\",
    "    --hash=sha256:bb",
    "--hash=sha256:cc",
    "",
    "-r base.txt",
    "-cbounds.txt",
    "--requirement=more.txt",
    "-e ./here",
    "--index-url https://example.org/simple",
    "tool @ git+https://example.org/tool",
    "git+https://example.org/x#egg=x",
    "./wheels/a.whl",
    "https://example.org/b.whl#sha256=1",
    "uvloop==0.19.0prometheus-client==0.19.0",
    "<<<<<<< HEAD",
    "pinned==LATEST_SECURE",
    "a == 1.0 \\",
    "# ends it",
    "b#c",
  ].join("\r\n");
  expect(readRequirements(text)).toEqual({
    entries: [
      { line: 2, text: "Django>=4.2,<5 ; python_version >= '3.10'", name: "django", extras: [], spec: "<5,>=4.2", marker: "python_version >= '3.10'" },
      { line: 3, text: "zope.interface[Test_A,b] (==5.0)", name: "zope-interface", extras: ["b", "test-a"], spec: "==5.0", marker: "" },
      { line: 20, text: "a == 1.0", name: "a", extras: [], spec: "==1.0", marker: "" },
    ],
    hashes: [
      { line: 3, text: "--hash=sha256:aa" },
      { line: 3, text: "--hash=sha256:bb" },
      { line: 6, text: "--hash=sha256:cc" },
    ],
    includes: [
      { line: 8, text: "-r base.txt", kind: "requirement", target: "base.txt" },
      { line: 9, text: "-cbounds.txt", kind: "constraint", target: "bounds.txt" },
      { line: 10, text: "--requirement=more.txt", kind: "requirement", target: "more.txt" },
    ],
    editable: [{ line: 11, text: "-e ./here" }],
    options: [{ line: 12, text: "--index-url https://example.org/simple" }],
    urls: [
      { line: 13, text: "tool @ git+https://example.org/tool", name: "tool" },
      { line: 14, text: "git+https://example.org/x#egg=x", name: undefined },
      { line: 15, text: "./wheels/a.whl", name: undefined },
      { line: 16, text: "https://example.org/b.whl#sha256=1", name: undefined },
    ],
    invalid: [
      { line: 17, text: "uvloop==0.19.0prometheus-client==0.19.0", package: "uvloop", why: '"0.19.0prometheus-client==0.19.0" is no version that == can compare (PEP 440)' },
      { line: 18, text: "<<<<<<< HEAD", package: undefined, why: "does not begin with the name of a package" },
      { line: 19, text: "pinned==LATEST_SECURE", package: "pinned", why: '"LATEST_SECURE" is no version that == can compare (PEP 440)' },
      { line: 22, text: "b#c", package: "b", why: '"#c" is no version specifier' },
    ],
  });
});

test("places that the specification names are listed; others, and options behind an entry other than --hash, are invalid", () => {
  const { urls, invalid } = readRequirements(["git+https://x/y", "https://x/y.whl", "HTTP://x/y", "file:x", "./x", "a @ b", "../x", ".", "/opt/x.whl", "hg+https://x/y", "ftp://x/y", "b==1 --global-option=x", ""].join("\n"));
  expect([urls.length, invalid.map(({ line, package: name }) => `${line} ${name}`), new Set(invalid.slice(0, -1).map(({ why }) => why)).size]).toEqual([6, ["7 undefined", "8 undefined", "9 undefined", "10 undefined", "11 undefined", "12 b"], 1]);
});

test("what stands behind a hash makes the line invalid: two entries run together", () => {
  const read = (text: string) => {
    const { entries, hashes, invalid } = readRequirements(text);
    return [entries.map(({ name }) => name), hashes.map(({ text }) => text), invalid.map(({ line, package: name, why }) => `${line} ${name}: ${why}`)];
  };
  expect(read("a==1 \\\n    --hash=sha256:x \\\nb==2 \\\n    --hash=sha256:y\n")).toEqual([[], [], ['1 a: "b==2" behind --hash']]);
  expect(read("a==1 --hash sha256:x --hash=sha256:y\n--hash=sha256:z\n")).toEqual([["a"], ["--hash sha256:x", "--hash=sha256:y", "--hash=sha256:z"], []]);
});

const fragment = fc.constantFrom("numpy", "==", ">=1.0", " ", "\\\n", "\n", "#", "-r ", "-e", "--hash=", ";", "(", ")", "[", "]", ",", "@", "git+", "$", "\u0000", "é", "extra == 'a'", " and ", "'");

test("nothing throws, and every line is accounted for once", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.array(fragment, { maxLength: 40 }).map((parts) => parts.join(""))), (text) => {
      const { hashes, options, ...rest } = readRequirements(text);
      const lines = [...Object.values(rest).flat(), ...hashes, ...options].map((found) => found.line);
      const count = text.split(/\r\n|\r|\n/).length;
      return lines.every((line) => line >= 1 && line <= count);
    }),
    { numRuns: 1000 },
  );
});

test("long lines cost time in proportion", () => {
  const nasty = ["a".repeat(200_000) + "!", "a" + ".".repeat(200_000), "a==" + "1.".repeat(100_000), "a;" + "(".repeat(100_000), "a" + " ".repeat(100_000) + "b", "a[" + "b,".repeat(50_000)];
  expect(nasty.map((text) => readRequirements(text).invalid.length)).toEqual([1, 1, 1, 1, 1, 1]);
});
