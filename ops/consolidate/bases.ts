/** The shared bases of this checkout, as the planner wants them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { IMAGES } from "../../infra/images.ts";
import { sharedBase, type SharedBase } from "../../legacy/bases/base.ts";
import { loadStack } from "../../engine/load.ts";
import type { Context } from "../command.ts";

/** Bases that stand on an upstream image themselves and are the counterpart of an interpreter's. */
export async function sharedBases({ root, stack }: Pick<Context, "root" | "stack">): Promise<SharedBase[]> {
  const tags = new Map((await loadStack(root, stack)).plan.images.map((image) => [image.name, image.tag]));
  return IMAGES.filter((image) => image.kind === "base" && image.context.startsWith("images/bases/")).flatMap((image) => {
    const parent = image.from.registry;
    const reference = tags.get(image.name);
    if (parent === undefined || reference === undefined) return [];
    const read = (name: string) => readFileSync(join(root, image.context, name), "utf8");
    return sharedBase({ name: image.name, reference, parent, dockerfile: read("Dockerfile"), requirements: read("requirements.txt") }) ?? [];
  });
}
