import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { Vocabulary } from "./words.ts";

const texts = fc.array(fc.constantFrom("a", "bb", "ccc", "dddd", " ", "\n"), { maxLength: 12 });

test("what two texts share is counted as often as both have it, whatever the order", () => {
  fc.assert(
    fc.property(fc.array(texts, { maxLength: 3 }), texts, texts, (before, one, two) => {
      const vocabulary = new Vocabulary();
      before.forEach((text) => vocabulary.wordsOf(text));
      const [a, b] = [vocabulary.wordsOf(one), vocabulary.wordsOf(two)];
      const left = [...two];
      const shared = one.filter((token) => left.includes(token) && left.splice(left.indexOf(token), 1).length > 0);
      expect([vocabulary.common(a, b), vocabulary.common(b, a)]).toEqual([shared.join("").length, shared.join("").length]);
    }),
  );
});
