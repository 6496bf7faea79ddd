/** What a container or a swarm service mounts, whichever of the provider's inputs says so. */
import { posix } from "node:path";
import type { Container, SwarmService } from "./check.ts";

/** Its values are read when they are asked for: preview may not know each of them. */
export interface HostMount {
  /** The input that says it, for messages. */
  readonly field: string;
  /** On the host, as written. */
  readonly source: string;
  readonly readOnly: boolean;
  readonly propagation: string | undefined;
}

export interface Mount {
  readonly type: string;
  readonly source?: string;
  readonly readOnly?: boolean;
  readonly bindOptions?: { readonly propagation?: string };
}

/** Files and directories of the host that a container sees. */
export function hostMounts(container: Container): HostMount[] {
  const volumes = (container.volumes ?? []).flatMap((volume, i) =>
    "hostPath" in volume
      ? [hostMount(`volumes[${i}].hostPath`, () => volume.hostPath ?? "", () => volume.readOnly, () => undefined)]
      : [],
  );
  return [...binds("mounts", container.mounts as Mount[] | undefined), ...volumes];
}

/** The same of a swarm service. */
export function serviceHostMounts({ taskSpec }: SwarmService): HostMount[] {
  return binds("taskSpec.containerSpec.mounts", taskSpec?.containerSpec?.mounts as Mount[] | undefined);
}

function binds(field: string, mounts: readonly Mount[] | undefined): HostMount[] {
  return (mounts ?? []).flatMap((mount, i) =>
    mount.type === "bind" ? [hostMount(`${field}[${i}].source`, () => mount.source ?? "", () => mount.readOnly, () => mount.bindOptions?.propagation || undefined)] : [],
  );
}

function hostMount(field: string, source: () => string, readOnly: () => boolean | undefined, propagation: () => string | undefined): HostMount {
  return {
    field,
    get source() {
      return source();
    },
    get readOnly() {
      return readOnly() === true;
    },
    get propagation() {
      return propagation();
    },
  };
}

/** A path without `..`, `.`, double or trailing slashes. */
export function normalPath(path: string): string {
  const normal = posix.normalize(path);
  return normal.length > 1 && normal.endsWith("/") ? normal.slice(0, -1) : normal;
}

/** Whether a path is a directory or lies in it. */
export const isIn = (path: string, directory: string): boolean => path === directory || directory === "/" || path.startsWith(`${directory}/`);

/** Whether a container or swarm service may write to a named volume. */
export function writesVolume({ mounts, volumes }: { readonly mounts?: readonly Mount[]; readonly volumes?: Container["volumes"] }): boolean {
  const named = (volumes ?? []).some((v) => "volumeName" in v && v.readOnly !== true);
  return named || (mounts ?? []).some((m) => m.type === "volume" && m.readOnly !== true);
}
