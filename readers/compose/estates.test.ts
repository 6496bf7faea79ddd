/** What no fault touches of the compose files of four checkouts is the same once the fault is corrected. */
import { expect, test } from "@jest/globals";
import { composeCases } from "../../tests/fixtures/legacy/compose-files.ts";
import { corrected } from "../../legacy/import/corrected.testing.ts";
import { plainText } from "../../legacy/plan/compose.ts";
import { readProject } from "./project.ts";

test("once every fault is corrected as it says, what it did not touch is the same", async () => {
  let faulty = 0;
  for (const { estate, path, read: text } of await composeCases()) {
    const all = (other: string) => (input: string) => (input === path ? other : input.endsWith(".env") ? "" : text(input));
    const reading = (own: (file: string) => string) => readProject({ files: [path], environment: [{}], profiles: ["*"], read: own });
    const { readable, faults } = reading(text);
    const better = faults.length === 0 ? undefined : corrected({ path, read: text }, faults);
    if (better === undefined) continue;
    faulty++;
    const again = reading(all(better));
    expect([estate, path, again.faults]).toEqual([estate, path, []]);
    const held = new Set([...readable.touched().values()].flat());
    const free = [...readable.services].filter(([name]) => !held.has(name));
    expect(free.map(([name, { value }]) => [estate, path, name, plainText(value)])).toEqual(free.map(([name]) => [estate, path, name, plainText(again.readable.services.get(name)!.value)]));
  }
  expect(faulty).toBeGreaterThan(5);
}, 30_000);
