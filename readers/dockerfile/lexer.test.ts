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
    ["${P//*/x} ${E//*/x} ${A//z/x} ${A///x}", "x x 1 x1x"],
    ["${B:?gone}", "${B:?gone}"],
    ["${A", "${A"],
    ["'open", "'open"],
    ["plain", "plain"],
  ])("%s is %s", (text, wanted) => {
    expect(expand(text, lookup)).toBe(wanted);
  });

  const piece = fc.constantFrom(["*", ".*"], ["?", "."], ["a", "a"], ["b", "b"], ["\\*", "\\*"]);
  const small = fc.string({ unit: fc.constantFrom("a", "b", "*", "😀"), maxLength: 7 });

  test("patterns take off what a regular expression of the same meaning takes off, at the length they say", () => {
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 5 }), small, (pieces, value) => {
        const pattern = pieces.map(([glob]) => glob).join("");
        const whole = new RegExp(`^${pieces.map(([, source]) => source).join("")}$`, "su");
        const cuts = Array.from({ length: [...value].length + 1 }, (_, at) => [[...value].slice(0, at).join(""), [...value].slice(at).join("")] as const);
        const starts = cuts.filter(([start]) => whole.test(start)).map(([, rest]) => rest);
        const ends = cuts.filter(([, end]) => whole.test(end)).map(([rest]) => rest);
        expect(["#", "##", "%", "%%"].map((sign) => expand(`\${V${sign}${pattern}}`, () => value))).toEqual([starts[0] ?? value, starts.at(-1) ?? value, ends.at(-1) ?? value, ends[0] ?? value]);
        expect(expand(`\${V/${pattern}/x}`, () => value)).toBe(value.replace(new RegExp(whole.source.slice(1, -1), "su"), "x"));
      }),
      { numRuns: 1000 },
    );
  });

  test("nothing grows beyond 32 KiB or tries a pattern for ever", () => {
    const long = "a".repeat(30_000);
    const many = ["$V".repeat(30_000), `"${"$V".repeat(30_000)}"`, `$V\${V:-x}\${V:+$V$V}`, "${V//a/$V}"].map((text) => expand(text, () => long).length);
    expect(many).toEqual([32_768, 32_768, 32_768, 32_768]);
    const costly = ["#", "##", "%", "%%", "/", "//"].map((sign) => `\${V${sign}${"*a".repeat(40)}b}`.replace(/(\/.*)}/, "$1/x}"));
    expect(costly.map((text) => expand(text, () => "a".repeat(200)))).toEqual(costly.map(() => "a".repeat(200)));
    expect(expand(`\${V#${"*a".repeat(40)}b}`, () => long)).toBe(`\${V#${"*a".repeat(40)}b}`);
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
