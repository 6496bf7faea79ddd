import { describe, expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { ours, theirs, type Answer } from "../../tests/differential/compare.ts";

const recorded = JSON.parse(gunzipSync(readFileSync(new URL("../../tests/differential/buildkit-answers.json.gz", import.meta.url))).toString()) as [string, Answer][];

describe("the parser and BuildKit's", () => {
  test("read the same instructions and refuse the same texts, 1500 made-up ones", () => {
    const different = recorded.flatMap(([text, answer]) => {
      const wanted = theirs(answer);
      const got = ours(text);
      return equal(wanted.instructions === undefined ? { valid: got.valid } : got, wanted) ? [] : [{ text, got, wanted }];
    });
    expect(different).toEqual([]);
  });

  test("the recorded texts hold all cases: read, refused while reading, refused afterwards, here-documents", () => {
    const count = (of: (answer: Answer) => boolean) => recorded.filter(([, answer]) => of(answer)).length;
    expect([count((a) => a.refused !== undefined), count((a) => a.invalid !== undefined), count((a) => theirs(a).valid)].map((n) => n > 50)).toEqual([true, true, true]);
    expect(count((a) => (a.instructions ?? []).some((i) => i.heredocs.length > 0))).toBeGreaterThan(30);
  });
});

function equal(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)]));
}
