import { describe, expect, test } from "@jest/globals";
import { awaitAnswer } from "./start.ts";

/** Answers at the `nth` question, counted from 1; 0 is never. */
function engine(nth: number, ended: () => string | undefined = () => undefined) {
  let asked = 0;
  return { answers: async () => ++asked === nth, ended };
}

describe("waiting for an engine that was started", () => {
  test("it answers at last", async () => {
    expect(await awaitAnswer(engine(3), 10_000, () => {})).toEqual({ answers: true });
  });

  test("one that has ended is not waited for", async () => {
    const began = performance.now();
    expect(await awaitAnswer(engine(0, () => "has ended"), 60_000, () => {})).toEqual({ answers: false, ended: "has ended" });
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  test("an answer counts more than an end", async () => {
    expect(await awaitAnswer(engine(1, () => "has ended"), 60_000, () => {})).toEqual({ answers: true });
  });

  test("the time is over", async () => {
    expect(await awaitAnswer(engine(0), 1, () => {})).toEqual({ answers: false });
  });

  test("a long start is told of, again and again", async () => {
    const told: string[] = [];
    expect(await awaitAnswer(engine(4), 10_000, (passed) => told.push(passed), 0)).toEqual({ answers: true });
    expect(told).toHaveLength(3);
  });
});
