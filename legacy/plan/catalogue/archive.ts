/** Compose files that the catalogue has taken over. */
import { posix } from "node:path";
import { counted } from "../../../infra/words.ts";
import { namesIn } from "../../../readers/compose/read.ts";
import { at } from "../../../readers/yaml/node.ts";
import { composeOf } from "../estate.ts";
import type { Proposal } from "../proposal.ts";
import type { Scene } from "../scene.ts";
import { CATALOGUE } from "./document.ts";
import type { Held } from "../plan.ts";
import type { Merged } from "./merge.ts";
import { readByItself, readOver } from "./sets.ts";

/**
 * A file goes when the catalogue has each of its services as the file has it, alone and with what is read together with it, and nothing refers to it. What
 * compose reads by itself stays. Files that are read together go together.
 * @param leaving files that go for another reason.
 */
export function takenOver(merged: Merged, scene: Scene, leaving: ReadonlySet<string>): { proposals: Proposal[]; held: Held[] } {
  const whole = [...new Set(merged.sets.flat())].filter((path) => !leaving.has(path) && merged.holds(path));
  const free = (path: string) => !readByItself(path) && scene.referrers(path).length === 0;
  const goes = new Set(whole.filter(free));
  const over = (path: string) => readOver(path, merged.sets);
  for (let before = -1; before !== goes.size; ) {
    before = goes.size;
    for (const path of goes) if (over(path).some((other) => !goes.has(other))) goes.delete(path);
  }
  const why = (path: string) => (readByItself(path) ? "compose reads it by itself" : (scene.referrers(path).map((from) => `${from} refers to it`)[0] ?? "a file that is read over it stays"));
  const held = whole.filter((path) => !goes.has(path)).map((path): Held => ({ path, why: `the catalogue has all of it, but ${why(path)}` }));
  const proposals = [...goes].map((path): Proposal => {
    const services = namesIn(at(composeOf(scene.estate.files.get(path)!).yaml.root, "services"));
    return { path, content: undefined, cause: `${CATALOGUE.module} has each of its ${counted(services.length, "service")}; nothing refers to it; ${posix.basename(CATALOGUE.report)} names what is in another form`, risk: "medium", phase: "final", services: services.sort(), needs: over(path) };
  });
  return { proposals, held };
}
