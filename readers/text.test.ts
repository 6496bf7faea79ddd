import { expect, test } from "@jest/globals";
import { decode, hasTabIndent } from "./text.ts";

test.each<[string, Uint8Array, string, string[]]>([
  ["plain", Buffer.from("a\n"), "a\n", []],
  ["a mark and CRLF", Buffer.from("\uFEFFa\r\n"), "a\r\n", ["bom", "crlf"]],
  ["UTF-16, little end first", Buffer.from("\uFEFFé\n", "utf16le"), "é\n", ["bom"]],
  ["UTF-16, big end first", Buffer.from("\uFEFFé", "utf16le").swap16(), "é", ["bom", "no_final_newline"]],
  ["Latin-1", Buffer.from([0xe9, 0]), "é\0", ["not_utf8", "nul", "no_final_newline"]],
  ["nothing", Buffer.alloc(0), "", ["empty"]],
])("%s", (_, bytes, text, oddities) => {
  expect(decode(bytes)).toEqual({ text, oddities });
});

test("tabs count in indentation only", () => {
  expect(["a:\n\tb", "  \tb", "a\tb", "a"].map(hasTabIndent)).toEqual([true, true, false, false]);
});
