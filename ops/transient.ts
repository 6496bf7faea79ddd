/** What a look at images puts on the engine for a while: it carries the process that made it and goes at the end, or when the next one finds that process dead. */
import type Docker from "dockerode";
import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import type { Readable } from "node:stream";
import { isAlive, startOf } from "../legacy/execute/process.ts";

/**
 * What carries this label was made by a validation, or to read an image; its value is the run and its process (`id host pid start`). One label: the
 * classic builder makes an image for each, and a build that is cut off between two would leave one that names no process.
 */
export const VALIDATE_LABEL = "sutazai.validate";

export interface Run {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
}

export function newRun(): Run {
  const id = randomBytes(6).toString("hex");
  return { id, labels: { [VALIDATE_LABEL]: `${id} ${thisProcess()}` } };
}

/** Host, number and start of this process. */
export const thisProcess = (): string => [hostname(), process.pid, startOf(process.pid)].join(" ");

/** Whether an owner's label names a process of this host that has ended; of another host nothing is known. */
export function isOrphan(owner: string | undefined): boolean {
  const [host, pid, start = "-"] = owner?.split(" ") ?? [];
  return host === hostname() && !isAlive(Number(pid), start);
}

/** Removes the containers and images of a run that something else does not use. Says how many carried its label. */
export async function removeRun(docker: Docker, run: string): Promise<number> {
  return remove(docker, (made) => made.startsWith(`${run} `));
}

/** Removes what killed runs of this host left. @param say is told how much, if anything. */
export async function removeOrphans(docker: Docker, say: (text: string) => void): Promise<void> {
  const count = await remove(docker, (made) => isOrphan(made.slice(made.indexOf(" ") + 1)));
  if (count > 0) say(`removed what a killed run had left on the engine: ${count} ${count === 1 ? "container or image" : "containers and images"}`);
}

/** @param chosen asked with the value of the label. */
async function remove(docker: Docker, chosen: (made: string) => boolean): Promise<number> {
  const filters = { label: [VALIDATE_LABEL] };
  const ofRun = ({ Labels }: { Labels: Readonly<Record<string, string>> | null }) => chosen(Labels?.[VALIDATE_LABEL] ?? "");
  const containers = (await docker.listContainers({ all: true, filters })).filter(ofRun);
  for (const { Id } of containers) await docker.getContainer(Id).remove({ force: true, v: true }).catch(() => {});
  const images = (await docker.listImages({ filters: JSON.stringify(filters) })).filter(ofRun);
  for (const { Id } of images) await docker.getImage(Id).remove({ force: true }).catch(() => {});
  return containers.length + images.length;
}

/** Reads an image's file system as a tar, from a container that is created, never started, and removed. */
export async function readImage<T>(docker: Docker, image: string, read: (archive: Readable) => Promise<T>): Promise<T> {
  const container = await docker.createContainer({ Image: image, Cmd: ["/"], Labels: { ...newRun().labels }, NetworkDisabled: true });
  try {
    return await read((await container.export()) as Readable);
  } finally {
    await container.remove({ force: true, v: true });
  }
}
