import type { PolicyResource } from "@pulumi/policy";
import type { Stack } from "./stack.ts";

/** A named volume that a container or a swarm service mounts. */
export interface MountedVolume {
  readonly name: string;
  readonly readOnly: boolean;
}

/** The named volumes of a resource that are known, by either of the provider's inputs. */
export function volumesOf(stack: Stack, resource: PolicyResource): MountedVolume[] {
  const lists = [
    { all: (p: Record<string, any>) => p.mounts, one: (m: any) => (m.type === "volume" ? { name: m.source ?? "", readOnly: m.readOnly === true } : undefined) },
    { all: (p: Record<string, any>) => p.volumes, one: (v: any) => (v.volumeName ? { name: v.volumeName, readOnly: v.readOnly === true } : undefined) },
    { all: (p: Record<string, any>) => p.taskSpec?.containerSpec?.mounts, one: (m: any) => (m.type === "volume" ? { name: m.source ?? "", readOnly: m.readOnly === true } : undefined) },
  ];
  return lists.flatMap(({ all, one }) => stack.readEach<MountedVolume>(resource, all, one));
}
