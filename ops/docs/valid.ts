import { loadCatalogue, loadSettings } from "../../engine/load.ts";
import { refuse } from "../../infra/problems.ts";
import { validateCatalogue } from "../../infra/rules.ts";
import type { Service } from "../../infra/service.ts";
import type { Context } from "../command.ts";

/** Every service of the stack's catalogue, whatever the profile. @throws ProblemsError when an entry is wrong. */
export async function validServices({ root, stack }: Pick<Context, "root" | "stack">): Promise<Service[]> {
  const { catalogue, images } = await loadCatalogue(root, loadSettings(root, stack));
  const { services, problems } = validateCatalogue(catalogue, { images });
  refuse(`stack ${stack}`, problems);
  return services;
}
