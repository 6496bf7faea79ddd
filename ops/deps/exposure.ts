/** Which services a lock reaches: those on the image that installs it, and on every image above that. Pure. */
import type { ImageDefinition } from "../../infra/images.ts";
import type { ServiceInput } from "../../infra/service.ts";

export function servicesOf(lock: string, images: readonly ImageDefinition[], catalogue: readonly ServiceInput[]): string[] {
  const reached = new Set(images.filter((i) => lock.startsWith(`${i.context}/`)).map((i) => i.name));
  // The table has parents before what stands on them, but nothing holds it to that.
  for (let before = -1; before !== reached.size; ) {
    before = reached.size;
    for (const { name, from } of images) if (reached.has(from.lab ?? "") || reached.has(from.registry ?? "")) reached.add(name);
  }
  const runsOn = ({ image }: ServiceInput) => ("built" in image ? image.built : image.lab);
  return catalogue.filter((s) => reached.has(runsOn(s) ?? "")).map((s) => s.name).sort();
}
