import { expect, test } from "@jest/globals";
import { planned } from "../testing.ts";
import { exec } from "./exec.ts";
import type { Target } from "./target.ts";

test("a slow line is given its own time; the others have the usual one", async () => {
  const given: (number | undefined)[] = [];
  const target = { service: planned("one"), exec: async (_: string, seconds?: number) => (given.push(seconds), { exit: 0, ended: true, output: "42" }) } as unknown as Target;
  await exec.run({ kind: "exec", what: "compute", shell: "python", seconds: 90 }, target);
  await exec.run({ kind: "exec", what: "compute", shell: "true" }, target);
  expect(given).toEqual([90, undefined]);
});
