/** The images of a plan, one entry each, whether built here or pulled. Pure. */
import type { PlannedImage, PlannedService, StackPlan } from "../../infra/plan-types.ts";

export interface ImageEntry {
  readonly name: string;
  /** `upstream` for one of a registry. */
  readonly kind: string;
  /** Its tag here, or what is pulled. */
  readonly reference: string;
  /** Name of the image that it stands on; empty for a distribution and for an upstream image. */
  readonly parent: string;
  /** Services that run on it. */
  readonly services: readonly string[];
}

/** In the plan's order, parents first; what is pulled comes before what stands on it. */
export function imageEntries(plan: StackPlan): ImageEntry[] {
  const entries = new Map<string, ImageEntry>();
  const users = (name: string) => plan.services.filter((s) => imageName(s) === name).map((s) => s.name).sort();
  const pulled = (name: string, reference: string) => void (entries.has(name) || entries.set(name, { name, kind: "upstream", reference, parent: "", services: users(name) }));
  for (const image of plan.images) {
    if (image.parent && "pull" in image.parent) pulled(image.parent.upstream, image.parent.pull);
    entries.set(image.name, { name: image.name, kind: image.kind, reference: image.tag, parent: parentName(image), services: users(image.name) });
  }
  for (const { image } of plan.services) if ("pull" in image) pulled(image.upstream, image.pull);
  return [...entries.values()];
}

export const imageName = ({ image }: PlannedService): string => ("built" in image ? image.built : image.upstream);

const parentName = ({ parent }: PlannedImage): string => (parent === undefined ? "" : "image" in parent ? parent.image : parent.upstream);

/** These images and all that they stand on, by name. */
export function withParents(entries: readonly ImageEntry[], names: readonly string[]): string[] {
  const byName = new Map(entries.map((e) => [e.name, e]));
  const found = new Set<string>();
  const add = (name: string) => {
    const entry = byName.get(name);
    if (!entry || found.has(name)) return;
    add(entry.parent);
    found.add(name);
  };
  names.forEach(add);
  return [...found];
}

/** `--target` patterns for images. */
export const imageTargets = (names: readonly string[]): string[] => names.flatMap((name) => ["--target", `**::image-${name}`]);
