import { expect, test } from "@jest/globals";
import { readRequirements } from "../readers/requirements/read.ts";
import { conflictTable, contentKey, requirementsFacts, requirementsSummary } from "./requirements.ts";

const files = ["b==1.0\nA>=2\na<3\n", "a>=2\nb\n", "a == 2.0\nb==1.0.0\n-r x.txt\n", "c==1\nc==1\nb==1.0,\n", "oops oops\n", "# nothing\n"].map(readRequirements);

test("a package is in conflict with two different versions, compared as text; files without a version are told", () => {
  expect(conflictTable(files)).toEqual({
    packages: { a: 3, b: 4, c: 1 },
    conflicts: [
      { package: "b", files: 4, variants: 2, variants_with_unpinned: 3, unpinned_files: 1, specs: { "==1.0": 2, "==1.0.0": 1 } },
      { package: "a", files: 3, variants: 3, variants_with_unpinned: 3, unpinned_files: 0, specs: { ">=2": 2, "<3": 1, "==2.0": 1 } },
    ],
  });
});

test("sums over the files, those that are not archived apart", () => {
  expect(requirementsSummary(files, files.slice(0, 2))).toEqual({
    packages: 3,
    packages_in_conflict: 2,
    packages_in_conflict_live: 1,
    requirements_invalid_lines: 1,
    requirements_with_invalid_lines: 1,
    requirements_empty: 2,
  });
});

test("facts of a file name lines, and includes are looked for beside it", () => {
  const text = "-r ../base.txt\n-c gone.txt\nx==1\nx>1\n-e .\nhttp://h/a.whl\n--pre\n==1\nq q\n--hash=sha256:a\n";
  expect(requirementsFacts("app/requirements.txt", readRequirements(text), (path) => path === "base.txt")).toEqual({
    entries: 2,
    includes: [
      { line: 1, text: "-r ../base.txt", exists: true },
      { line: 2, text: "-c gone.txt", exists: false },
    ],
    duplicate_entries: ["x"],
    editable: [{ line: 5, text: "-e ." }],
    urls: [{ line: 6, text: "http://h/a.whl" }],
    options: [{ line: 7, text: "--pre" }],
    invalid: [
      { line: 8, text: "==1" },
      { line: 9, text: "q q", package: "q" },
    ],
    hashes: [{ line: 10, text: "--hash=sha256:a" }],
  });
});

test("same content whatever the order, case, comments and spaces; not with other extras, versions or markers", () => {
  const key = (text: string) => contentKey(readRequirements(text));
  expect(key("A_b == 1.0 ; os_name == 'nt'\nc\n")).toBe(key("# x\r\nC\r\na-B==1.0;os_name==\"nt\"\r\nc"));
  const others = ["a", "a[x]", "a==1", "a==1.0", "a; os_name == 'nt'", "a\nb"].map(key);
  expect(new Set(others).size).toBe(others.length);
  expect(key("-r x.txt")).toBe(undefined);
});
