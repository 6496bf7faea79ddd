/** By which names the services of an estate's files are known. */
import { kindOf } from "../kinds.ts";
import { composeOf, type Estate } from "./estate.ts";
import { criticalOf } from "./proposal.ts";
import { structuralReferences } from "./references.ts";
import { sceneOf } from "./scene.ts";

export interface Names {
  /** Sorted. */
  readonly services: readonly string[];
  /** Whether a counted file belongs to a service of that name, as `criticalOf` means it. */
  has(name: string): boolean;
}

export function namesOf(estate: Estate): Names {
  const scene = sceneOf(estate, structuralReferences(estate));
  const files = [...estate.files].filter(([path]) => kindOf(path) !== undefined).map(([path, file]) => ({ path, owners: kindOf(path) === "compose" ? composeOf(file).services.map(({ name }) => name) : scene.owners(path) }));
  return { services: [...new Set(files.flatMap(({ owners }) => owners))].sort(), has: (name) => files.some(({ path, owners }) => criticalOf(path, owners, [name]).length > 0) };
}
