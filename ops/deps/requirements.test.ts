import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { readRequirements } from "./requirements.ts";

const read = (text: string) => readRequirements([{ path: "r.txt", text }]);

test("names, extras, specifiers and markers; equal ones of several files are one", () => {
  const one = "# head\nFastAPI == 0.115.6  # web\r\nuvicorn[ standard ]>=0.30,<1\nPy_YAML\n";
  const two = "-r one.txt\nfastapi==0.115.6 \\\n    --hash=sha256:00\ncolorama==0.4.6 ; sys_platform == 'win32'\n";
  expect(readRequirements([{ path: "one.txt", text: one }, { path: "two.txt", text: two }])).toEqual({
    requirements: [
      { name: "fastapi", text: "fastapi==0.115.6", pin: "0.115.6", places: [{ file: "one.txt", line: 2 }, { file: "two.txt", line: 2 }] },
      { name: "uvicorn", text: "uvicorn[standard]>=0.30,<1", places: [{ file: "one.txt", line: 3 }] },
      { name: "py-yaml", text: "py-yaml", places: [{ file: "one.txt", line: 4 }] },
      { name: "colorama", text: "colorama==0.4.6; sys_platform == 'win32'", pin: "0.4.6", places: [{ file: "two.txt", line: 4 }] },
    ],
    unread: [],
  });
});

test("what a resolver cannot judge is named with its line and reason", () => {
  const { requirements, unread } = read("-e .\ntorch @ https://x/y.whl\n./local\ngit+https://x/y\nname==LATEST\ntwo words\nok==1.*\n");
  expect(requirements.map((r) => [r.text, r.pin])).toEqual([["ok==1.*", undefined]]);
  expect(unread.map((u) => [u.place.line, u.why])).toEqual([
    [1, "an editable install is no release"],
    [2, "a path or an address is no release"],
    [3, "a path or an address is no release"],
    [4, "a path or an address is no release"],
    [5, '"==LATEST" is not a version specifier (PEP 440)'],
    [6, '"words" is not a version specifier (PEP 440)'],
  ]);
});

test("any text is read without an error, and every line once at most", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom("a==1", "-r x", "b>=2 # c", "\\", "é==1", "a[b,c]~=1.2"))), (lines) => {
      const text = lines.join("\n");
      const { requirements, unread } = read(text);
      expect(requirements.reduce((n, r) => n + r.places.length, 0) + unread.length).toBeLessThanOrEqual(text.split(/\r\n|\n|\r/).length);
    }),
  );
});
