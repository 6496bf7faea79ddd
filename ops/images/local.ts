/** What the engine has of a plan's images. */
import type Docker from "dockerode";
import { orAbsent } from "../../engine/client.ts";
import { formatBytes } from "../../infra/units.ts";
import { layersOf, type HistoryLine, type MeasuredImage } from "./layers.ts";
import type { ImageEntry } from "./model.ts";

export interface LocalImage extends ImageEntry {
  readonly built: boolean;
  readonly bytes: number;
}

export function localImages(docker: Docker, entries: readonly ImageEntry[]): Promise<LocalImage[]> {
  return Promise.all(
    entries.map(async (entry) => {
      const found = await orAbsent(docker.getImage(entry.reference).inspect());
      return { ...entry, built: found !== undefined, bytes: found?.Size ?? 0 };
    }),
  );
}

/** Images that services run on, measured layer by layer; those that the engine does not have are left out. */
export async function measure(docker: Docker, entries: readonly ImageEntry[]): Promise<MeasuredImage[]> {
  const found = await Promise.all(
    entries.map(async ({ name, reference, services }): Promise<MeasuredImage[]> => {
      const image = await orAbsent(docker.getImage(reference).inspect());
      if (!image) return [];
      const history = (await docker.getImage(image.Id).history()) as HistoryLine[];
      return [{ name, services: services.length, bytes: image.Size, layers: layersOf(image.RootFS.Layers ?? [], history, image.Size) }];
    }),
  );
  return found.flat();
}

export function imageRows(images: readonly LocalImage[]): string[][] {
  return [
    ["IMAGE", "KIND", "TAG", "STANDS ON", "SERVICES", "HERE", "SIZE"],
    ...images.map((i) => [i.name, i.kind, i.reference, i.parent, String(i.services.length), i.built ? "yes" : "no", i.built ? formatBytes(i.bytes) : ""]),
  ];
}
