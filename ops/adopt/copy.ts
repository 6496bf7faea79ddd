/** A volume's files copied into another volume, and both held against each other. */
import { PassThrough, type Readable } from "node:stream";
import type Docker from "dockerode";
import { withVolumes } from "../../engine/volume-files.ts";
import type { Owner } from "../../infra/names.ts";
import { entriesOf, type Entries } from "../images/content.ts";

const PLACE = "/volume";

export interface Copied {
  /** By path, the mount point aside: kind, mode, owner, link and digest. */
  readonly entries: Entries;
  readonly bytes: number;
}

/**
 * Streams through two containers that are never started, each with its volume in a folder of the same name: so owner and mode of the
 * mount point go along. `from` is mounted read-only.
 * @param image any image of the engine
 * @throws Error when what is then in `to` is not what was in `from`.
 */
export async function copyVolume(docker: Docker, { owner, image, from, to }: { owner: Owner; image: string; from: string; to: string }, progress: (bytes: number) => void): Promise<Copied> {
  return withVolume(docker, owner, image, from, true, (source) =>
    withVolume(docker, owner, image, to, false, async (target) => {
      const archive = (await source.getArchive({ path: PLACE })) as Readable;
      const [written, read] = [new PassThrough(), new PassThrough()];
      let bytes = 0;
      archive.on("data", (chunk: Buffer) => progress((bytes += chunk.length)));
      archive.on("error", (error) => [written, read].forEach((stream) => stream.destroy(error)));
      const [entries] = await Promise.all([entriesOf(archive.pipe(read)), target.putArchive(archive.pipe(written), { path: "/" })]);
      const copied = await entriesOf((await target.getArchive({ path: PLACE })) as Readable);
      const wrong = [...new Set([...entries.keys(), ...copied.keys()])].filter((path) => entries.get(path) !== copied.get(path));
      if (wrong.length > 0) throw new Error(`${wrong.length} files of ${to} are not as in ${from}: ${wrong.slice(0, 3).join(", ")}`);
      return { entries: new Map([...entries].filter(([path]) => path !== PLACE.slice(1))), bytes };
    }),
  );
}

/** How many files and folders a volume holds, the mount point aside. */
export async function countFiles(docker: Docker, owner: Owner, image: string, volume: string): Promise<number> {
  return withVolume(docker, owner, image, volume, true, async (container) => (await entriesOf((await container.getArchive({ path: PLACE })) as Readable)).size - 1);
}

const withVolume = <T>(docker: Docker, owner: Owner, image: string, volume: string, readOnly: boolean, work: (container: Docker.Container) => Promise<T>): Promise<T> =>
  withVolumes(docker, { owner, image, what: volume, volumes: [{ volume, target: PLACE, readOnly }] }, work);
