/** Generated Dockerfiles that take their versions from the shared constraint set, each build context with a copy of it. Pure. */
import { posix } from "node:path";
import type { Template } from "../duplicates/template.ts";
import { fileOf, type Replacement } from "./dockerfiles.ts";
import { CONSTRAINTS, refusal } from "./constraints.ts";
import { FOLDER } from "./estate.ts";
import { copyEntry } from "./manifest.ts";
import { agreedVersions, constraintsText } from "./registry.ts";
import type { Scene } from "./scene.ts";

/** The set itself. */
export const CONSTRAINTS_PATH = `${FOLDER}/${CONSTRAINTS}`;

/** A generated Dockerfile that stays without the set, and why. */
export interface Unconstrained {
  readonly path: string;
  readonly why: string;
}

/** The same replacements, those that stay in use with the set where it is sound, and one more for each context's copy of it. */
export function constrained(replacements: readonly Replacement[], templates: readonly Template[], scene: Scene): { readonly all: readonly Replacement[]; readonly left: readonly Unconstrained[] } {
  const { pins } = agreedVersions(scene.estate);
  const contexts = Map.groupBy(scene.references.pairs, (pair) => pair.dockerfile);
  const text = constraintsText(scene.estate);
  const left: Unconstrained[] = [];
  const copies = new Map<string, Replacement>();
  const changed = replacements.map((one): Replacement => {
    const { entry, proposal } = one;
    if (proposal.content === undefined || !("template" in entry)) return one;
    const own = (contexts.get(proposal.path) ?? []).map((pair) => pair.context);
    const why = refusal(proposal.content, own, scene.estate, pins);
    if (why !== undefined) {
      left.push({ path: proposal.path, why });
      return one;
    }
    const copy = posix.join(own[0]!, CONSTRAINTS);
    if (!copies.has(copy)) {
      const cause = `the shared constraints for what is built in ${own[0]}: a build sees nothing outside its context`;
      copies.set(copy, { entry: copyEntry(copy, CONSTRAINTS_PATH), proposal: { ...proposal, path: copy, content: text, cause, needs: [] } });
    }
    const template = templates.find(({ name }) => name === entry.template)!;
    return {
      entry: { ...entry, constraints: true },
      proposal: { ...proposal, content: fileOf(template, entry.parameters, true), cause: `${proposal.cause}; its pip takes versions from the shared constraints, so what it installs beside its own list may change`, needs: [...proposal.needs, copy] },
    };
  });
  return { all: [...changed, ...copies.values()], left };
}
