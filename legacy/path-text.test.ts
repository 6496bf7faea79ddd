import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { foldersOf, pathBytes, pathText } from "./path-text.ts";

test.each([
  ["a/b c.txt", "a/b c.txt"],
  ["-rf", "-rf"],
  ["grüße/日本.yml", "grüße/日本.yml"],
  ["back\\slash", "back\\x5cslash"],
  ["new\nline", "new\\x0aline"],
  ["\u202egpj", "\\xe2\\x80\\xaegpj"],
])("%j is written %j", (name, text) => {
  expect(pathText(Buffer.from(name))).toBe(text);
  expect(pathBytes(text)).toEqual(Buffer.from(name));
});

test.each([
  [[0x61, 0xff, 0x0a], "a\\xff\\x0a"],
  [[0xe2, 0x82], "\\xe2\\x82"],
  [[0xed, 0xa0, 0x80], "\\xed\\xa0\\x80"],
  [[0xc0, 0xaf], "\\xc0\\xaf"],
  [[0xef, 0xbb, 0xbf], "\ufeff"],
])("the bytes %j are written %j", (bytes, text) => {
  expect(pathText(Buffer.from(bytes))).toBe(text);
  expect([...pathBytes(text)]).toEqual(bytes);
});

test("every byte string comes back, and its text is UTF-8 on one line", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const text = pathText(bytes);
      expect(pathBytes(text)).toEqual(Buffer.from(bytes));
      expect(text.isWellFormed() && !/[\n\r\0]/.test(text)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test.each(["a\\b", "a\nb", "\\x61", "\\xFF", "\ud800"])("%j is no path text", (text) => {
  expect(() => pathBytes(text)).toThrow("is no path text");
});

test("the folders on the way", () => {
  expect([foldersOf("a/b/c.txt"), foldersOf("a")]).toEqual([["a", "a/b"], []]);
});
