/** Dockerfiles that a template makes: written anew where something refers to them, else kept as one row of the manifest. */
import type { Duplicates } from "../duplicates/duplicates.ts";
import { generate, type Parameters, type Template } from "../duplicates/template.ts";
import { isArchived } from "../kinds.ts";
import { withConstraints } from "./constraints.ts";
import { copyEntry, templatePath, type Entry } from "./manifest.ts";
import type { Proposal } from "./proposal.ts";
import type { Scene } from "./scene.ts";
import { firstOf } from "../../infra/words.ts";

/** A proposal, and the row from which the file can be made again. */
export interface Replacement {
  readonly proposal: Proposal;
  readonly entry: Entry;
}

export function dockerfileReplacements(duplicates: Duplicates, scene: Scene): Replacement[] {
  const made = new Set(duplicates.templates.templates.flatMap((template) => template.members.map((member) => member.path)));
  const copies = duplicates.same.filter((group) => group.kind === "dockerfile" && group.paths.every((path) => !made.has(path)));
  return [...duplicates.templates.templates.flatMap((template) => template.members.flatMap((member) => fromTemplate(template, member, scene))), ...copies.flatMap((group) => copiesOf(group.paths, scene))];
}

function fromTemplate(template: Template, { path, parameters }: Template["members"][number], scene: Scene): Replacement[] {
  const referrers = scene.referrers(path);
  if (referrers.length > 0 && isArchived(path)) return [];
  const made = `template ${template.name} makes it and ${template.members.length - 1} more`;
  const replacement: Replacement = {
    entry: { path, template: template.name, parameters },
    proposal: {
      path,
      ...(referrers.length > 0
        ? { content: fileOf(template, parameters), cause: `${made}; ${firstOf(referrers)} refer to it, so it stays where it is`, risk: "medium" as const }
        : { content: undefined, cause: `${made}; nothing refers to it`, risk: isArchived(path) ? ("low" as const) : ("medium" as const) }),
      phase: isArchived(path) ? "final" : "bulk",
      services: scene.owners(path),
      needs: [],
    },
  };
  return [replacement];
}

/** All but the first of files that are the same and that no template makes. */
function copiesOf(paths: readonly string[], scene: Scene): Replacement[] {
  const kept = scene.best(paths);
  return paths
    .filter((path) => path !== kept && scene.referrers(path).length === 0)
    .map((path) => ({
      entry: copyEntry(path, kept),
      proposal: { path, content: undefined, cause: `the same instructions as ${kept}; nothing refers to it`, risk: "low", phase: isArchived(path) ? "final" : "bulk", services: scene.owners(path), needs: [] },
    }));
}

const MADE = "# Made from ";

/** Whether a Dockerfile is a template's. */
export const isMade = (content: string): boolean => content.split("\n", 4).some((line) => line.startsWith(MADE));

/**
 * The file of a member: its parser directives first, then where it comes from.
 * @param constraints its pip takes the shared constraints.
 */
export function fileOf(template: Pick<Template, "name" | "text" | "parameters">, parameters: Parameters, constraints = false): string {
  const plain = generate(template, parameters).trimEnd();
  const text = constraints ? (withConstraints(plain) ?? plain) : plain;
  const directives = /^(?:# (?:syntax|escape|check)=.*\n)*/.exec(text)![0];
  return `${directives}${MADE}${templatePath(template.name)} by "sutazai consolidate generate": change the template, not this file.\n${text.slice(directives.length)}\n`;
}
