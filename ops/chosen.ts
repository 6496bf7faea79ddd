import type { Catalogue } from "../engine/load.ts";
import { ProblemsError } from "../infra/problems.ts";
import { choose, validateCatalogue } from "../infra/rules.ts";
import { UsageError } from "./command.ts";
import { unknownService } from "../infra/nearest.ts";

/**
 * Refuses words that are no service, and services outside the chosen profiles, in the same words for every command.
 * @throws UsageError for the first, ProblemsError with the profiles to use for the second.
 */
export function refuseUnchosen(stack: string, words: readonly string[], { catalogue, images }: Catalogue, profiles: readonly string[]): void {
  const names = catalogue.map((s) => s.name);
  const unknown = words.find((word) => !names.includes(word));
  if (unknown !== undefined) throw new UsageError(unknownService(unknown, names));
  const { problems } = choose(validateCatalogue(catalogue, { images }).services, profiles, words);
  if (problems.length > 0) throw new ProblemsError(`stack ${stack}`, problems);
}
