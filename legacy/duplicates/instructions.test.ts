import { expect, test } from "@jest/globals";
import { canonicalLines, equivalenceKey, singleBlanks } from "./instructions.ts";

const texts = (dockerfile: string) => canonicalLines(dockerfile).map((line) => line.text);

test("comments, blank lines, case, continuations and blanks are left aside, lines are kept", () => {
  const written = ["# syntax=docker/dockerfile:1", "# a comment", "from python:3.11  as Build", "", "run apt-get update \\", "  # inside", "  && echo 'a   b'", 'CMD ["a","b"]', "HEALTHCHECK --retries=3   CMD   true", "RUN <<EOF", "echo  1", "EOF"].join("\r\n");
  expect(canonicalLines(written)).toEqual([
    { text: "# syntax=docker/dockerfile:1", line: 1 },
    { text: "FROM python:3.11 AS Build", line: 3 },
    { text: "RUN apt-get update && echo 'a   b'", line: 5 },
    { text: 'CMD ["a", "b"]', line: 8 },
    { text: "HEALTHCHECK --retries=3 CMD true", line: 9 },
    { text: "RUN <<EOF\necho  1\r\nEOF", line: 10 },
  ]);
});

test.each([
  ["EXPOSE 1\nEXPOSE 2", "EXPOSE 2\nEXPOSE 1", true],
  ["LABEL a=1\nLABEL b=2", "LABEL b=2\nLABEL a=1", true],
  ["ENV A=1\nENV B=2", "ENV B=2\nENV A=1", true],
  ["ENV A=1\nENV A=2", "ENV A=2\nENV A=1", false],
  ["ENV A=1\nENV B=$A", "ENV B=$A\nENV A=1", false],
  ["RUN a\nRUN b", "RUN b\nRUN a", false],
  ["EXPOSE 1\nUSER a\nEXPOSE 2", "EXPOSE 2\nUSER a\nEXPOSE 1", false],
])("%j and %j build the same: %j", (a, b, same) => {
  const key = (text: string) => equivalenceKey(canonicalLines(`FROM x\n${text}`));
  expect(key(a) === key(b)).toBe(same);
});

test.each([
  ["a   b", "a b"],
  ["a  'b  c'  \"d  e\"", "a 'b  c' \"d  e\""],
  ["a \\'  b", "a \\' b"],
  ["open  ' quote", "open  ' quote"],
])("blanks of %j", (text, want) => expect(singleBlanks(text)).toBe(want));

test("what was brought into this form stays as it is", () => {
  const once = texts("FROM a\nRUN  x   &&  y\nENV A=1   B=2\nCOPY [\"a b\",  \"c\"]");
  expect(texts(once.join("\n"))).toEqual(once);
});
