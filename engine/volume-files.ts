/** Writes files into volumes and gives data volumes to their service's user, through a container that is never started. */
import { posix } from "node:path";
import type Docker from "dockerode";
import tar from "tar-stream";
import { keyedDigest } from "../infra/digest.ts";
import { ownerLabels, type Owner } from "../infra/names.ts";
import { fillSecrets } from "../infra/plan-files.ts";
import type { PlannedService } from "../infra/plan-types.ts";

export interface VolumeContent {
  readonly volume: string;
  /** Where the service mounts it. */
  readonly target: string;
  /** The mount point's owner and mode; a data volume's inside is left alone. */
  readonly mode: number;
  readonly files: readonly { readonly path: string; readonly content: string; readonly mode: number }[];
}

/** Marks the never-started containers, so that a killed deploy's rest is found. */
export const HELPER_LABEL = "sutazai.helper";

export async function writeVolumes(docker: Docker, input: { owner: Owner; service: string; image: string; user: string; volumes: readonly VolumeContent[] }): Promise<void> {
  const [uid, gid] = input.user.split(":").map(Number) as [number, number];
  await withVolumes(docker, { owner: input.owner, image: input.image, what: input.service, volumes: input.volumes }, async (container) => {
    for (const v of input.volumes) await container.putArchive(await archive(v, uid, gid), { path: posix.dirname(v.target) });
  });
}

export interface VolumeUse {
  readonly owner: Owner;
  /** Any image: nothing of it is started. */
  readonly image: string;
  /** What the container is there for, as its label says. */
  readonly what: string;
  readonly volumes: readonly { readonly volume: string; readonly target: string; readonly readOnly?: boolean }[];
}

/** Reaches into volumes through a container that is never started and is gone afterwards, also when `work` fails. */
export async function withVolumes<T>(docker: Docker, { owner, image, what, volumes }: VolumeUse, work: (container: Docker.Container) => Promise<T>): Promise<T> {
  const container = await docker.createContainer({
    Image: image,
    Entrypoint: ["/never-started"],
    Cmd: [],
    User: "0:0",
    Labels: { ...ownerLabels(owner), [HELPER_LABEL]: what },
    NetworkDisabled: true,
    HostConfig: { NetworkMode: "none", Mounts: volumes.map((v) => ({ Type: "volume" as const, Source: v.volume, Target: v.target, ReadOnly: v.readOnly ?? false })) },
  });
  try {
    return await work(container);
  } finally {
    await container.remove({ force: true, v: false });
  }
}

/** Rooted at the mount point's parent: the engine leaves the owner of an archive's own "./" alone. */
async function archive(v: VolumeContent, uid: number, gid: number): Promise<Buffer> {
  const pack = tar.pack();
  const mtime = new Date(0);
  const root = posix.basename(v.target);
  pack.entry({ name: `${root}/`, type: "directory", uid, gid, mode: v.mode, mtime });
  for (const f of v.files) pack.entry({ name: `${root}/${f.path}`, uid, gid, mode: f.mode, mtime }, f.content);
  pack.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of pack) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** What is written into the volumes of a service's files: secrets 0400, the rest 0444. @throws Error naming a secret that has no value. */
export function fileContents(service: PlannedService, secrets: Readonly<Record<string, string>>): VolumeContent[] {
  return service.fileSets.map((set) => ({
    volume: set.volume,
    target: set.directory,
    mode: 0o755,
    files: set.files.map((f) => ({ path: f.path, content: f.secret ? fillSecrets(f.content, secrets) : f.content, mode: f.secret ? 0o400 : 0o444 })),
  }));
}

/** The digest that a container's label carries: keyed, so that it tells nothing of the secrets. */
export function filesDigest(key: string, service: PlannedService, contents: readonly VolumeContent[]): string {
  return keyedDigest(key, [service.user, ...contents.flatMap((c) => [c.target, ...c.files.flatMap((f) => [f.path, String(f.mode), f.content])])]);
}
