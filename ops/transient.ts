/** What a look at images puts on the engine for a while: it carries the process that made it and goes at the end, or when the next one finds that process dead. */
import type Docker from "dockerode";
import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import type { Readable } from "node:stream";
import { isAlive, startOf } from "../legacy/execute/process.ts";

/** What carries this label was made by a validation, or to read an image; its value names the run. */
export const VALIDATE_LABEL = "sutazai.validate";
/** Host, number and start of the process of the run. */
const OWNER_LABEL = "sutazai.validate.process";

export interface Run {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
}

export function newRun(): Run {
  const id = randomBytes(6).toString("hex");
  return { id, labels: { [VALIDATE_LABEL]: id, [OWNER_LABEL]: thisProcess() } };
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
  return remove(docker, `${VALIDATE_LABEL}=${run}`, () => true);
}

/** Removes what killed runs of this host left. @param say is told how much, if anything. */
export async function removeOrphans(docker: Docker, say: (text: string) => void): Promise<void> {
  const count = await remove(docker, OWNER_LABEL, (labels) => isOrphan(labels?.[OWNER_LABEL]));
  if (count > 0) say(`removed what a killed run had left on the engine: ${count} ${count === 1 ? "container or image" : "containers and images"}`);
}

async function remove(docker: Docker, label: string, chosen: (labels: Readonly<Record<string, string>> | null) => boolean): Promise<number> {
  const containers = (await docker.listContainers({ all: true, filters: { label: [label] } })).filter(({ Labels }) => chosen(Labels));
  for (const { Id } of containers) await docker.getContainer(Id).remove({ force: true, v: true }).catch(() => {});
  const images = (await docker.listImages({ filters: JSON.stringify({ label: [label] }) })).filter(({ Labels }) => chosen(Labels));
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
