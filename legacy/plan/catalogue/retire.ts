/** Compose files that their owner gives up by name, although the catalogue does not have all of what they say. */
import { namesIn } from "../../../readers/compose/read.ts";
import { at } from "../../../readers/yaml/node.ts";
import type { Problem } from "../../../infra/problems.ts";
import { catalogueName } from "../../import/words.ts";
import { kindOf } from "../../kinds.ts";
import { composeOf } from "../estate.ts";
import type { Held } from "../plan.ts";
import type { Proposal } from "../proposal.ts";
import type { Scene } from "../scene.ts";
import { CATALOGUE } from "./document.ts";
import type { Merged } from "./merge.ts";
import { readOver } from "./sets.ts";
import { firstOf } from "../../../infra/words.ts";

export interface Retired {
  readonly proposals: readonly Proposal[];
  readonly held: readonly Held[];
  /** Names that are no compose file of the estate. */
  readonly problems: readonly Problem[];
}

/**
 * A file that was named goes, also one that compose reads by itself, unless something that stays refers to it or is read over it. What goes with it is said
 * service by service. The archive has the file.
 */
export function retired(paths: readonly string[], merged: Merged, scene: Scene): Retired {
  const { estate, references } = scene;
  const named = [...new Set(paths)];
  const example = [...estate.files.keys()].find((path) => kindOf(path) === "compose");
  const known = named.filter((path) => estate.files.has(path) && kindOf(path) === "compose");
  const problems = named.filter((path) => !known.includes(path)).map((path): Problem => ({ path: `--retire ${path}`, rule: "a compose file of the estate, by its path from there", got: estate.files.has(path) ? "a file of another kind" : "no such file", fix: example === undefined ? "leave it out: the estate has no compose file" : `such as --retire ${example}` }));
  const goes = new Set(known);
  const why = new Map<string, string>();
  const against = (path: string): string | undefined => {
    const places = references.all.filter(({ to, from }) => to === path && from !== path && !goes.has(from)).map(({ from, line }) => (line > 0 ? `${from}:${line}` : from));
    if (places.length > 0) return `given up, but referred to by ${firstOf(places)}: change that first`;
    const over = readOver(path, merged.sets).find((other) => !goes.has(other));
    return over === undefined ? undefined : `given up, but ${over} is read over it and stays: give that up, too`;
  };
  for (let before = -1; before !== goes.size; ) {
    before = goes.size;
    for (const path of [...goes]) {
      const reason = against(path);
      if (reason !== undefined) (goes.delete(path), why.set(path, reason));
    }
  }
  const proposals = [...goes].map((path): Proposal => {
    const services = [...namesIn(at(composeOf(estate.files.get(path)!).yaml.root, "services"))].sort();
    const { text, isWhole } = fate(path, services, merged);
    return { path, content: undefined, cause: `given up by its owner; ${text}`, risk: isWhole ? "medium" : "high", phase: "final", services, givenUp: true, needs: readOver(path, merged.sets) };
  });
  return { proposals, held: [...why].map(([path, reason]) => ({ path, why: reason })), problems };
}

/** What becomes of a file's services. */
function fate(path: string, services: readonly string[], merged: Merged): { text: string; isWhole: boolean } {
  const own = merged.sets.filter((set) => set.includes(path));
  const apart = new Set(merged.stays.filter(({ files }) => files.includes(path)).flatMap(({ service }) => service ?? services));
  const inCatalogue = new Set(merged.rows.map(({ service }) => service.name));
  const has = (service: string) => inCatalogue.has(catalogueName(service));
  const isSame = (service: string) => own.length > 0 && has(service) && !apart.has(service);
  const words = [
    ["the catalogue has as it has them", services.filter(isSame)],
    [`the catalogue has otherwise (${CATALOGUE.report} says how)`, services.filter((service) => has(service) && !isSame(service))],
    ["end with it, for the catalogue has them not (the archive keeps them)", services.filter((service) => !has(service))],
  ] as const;
  const text = words.filter(([, names]) => names.length > 0).map(([what, names]) => `${what}: ${names.join(", ")}`).join("; ");
  return { text: text || "it defines no service", isWhole: services.every(isSame) };
}
