import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { expand, unquote } from "./lexer.ts";

const VALUES: Readonly<Record<string, string>> = { A: "1", E: "", P: "/a/b.tar.gz" };
const lookup = (name: string) => (Object.hasOwn(VALUES, name) ? VALUES[name] : undefined);

describe("expand", () => {
  test.each<[string, string]>([
    ["$A-${A}-$B-${B}", "1-1-$B-${B}"],
    ["${B:-d}${B-d}${E:-d}${E-d}${A:+y}${B:+y}", "ddd" + "" + "y"],
    ["${B:-${A}x}", "1x"],
    ["'$A' \"$A\" \\$A", "$A 1 $A"],
    ["${P#*.} ${P##*.} ${P%.*} ${P%%.*} ${P/b/c} ${P//a/-}", "tar.gz gz /a/b.tar /a/b /a/c.tar.gz /-/b.t-r.gz"],
    ["${B:?gone}", "${B:?gone}"],
    ["${A", "${A"],
    ["'open", "'open"],
    ["plain", "plain"],
  ])("%s is %s", (text, wanted) => {
    expect(expand(text, lookup)).toBe(wanted);
  });

  test("never throws", () => {
    const piece = fc.constantFrom("$", "{", "}", "A", ":", "-", "+", "#", "%", "/", "*", "?", "'", '"', "\\", "`", "<", " ");
    fc.assert(fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => void expand(pieces.join(""), lookup)));
    expect(expand("${A:-".repeat(3000), lookup)).toHaveLength(15000);
  });
});

test("unquote keeps every variable", () => {
  expect(["'a b'", '"${X:-y}z"', "$X", "a\\ b"].map((text) => unquote(text))).toEqual(["a b", "${X:-y}z", "$X", "a b"]);
});
