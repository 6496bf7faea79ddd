/**
 * What a killed test run left on the engine. Its stacks would start again with the engine, on every run after it: so a
 * volume without data names each test stack's process, and the next run removes the stacks of dead ones.
 */
import type Docker from "dockerode";
import { LABELS } from "../../infra/names.ts";
import { isOrphan, thisProcess } from "../../ops/transient.ts";

const STACK_LABEL = "sutazai.test.stack";
const OWNER_LABEL = "sutazai.test.process";

const noteOf = (stack: string) => `sutazai-test-${stack}`;

/** From here on the stack is this process's. @param owner as `thisProcess` names one. */
export async function own(docker: Docker, stack: string, owner = thisProcess()): Promise<void> {
  await docker.createVolume({ Name: noteOf(stack), Labels: { [STACK_LABEL]: stack, [OWNER_LABEL]: owner } });
}

export async function disown(docker: Docker, stack: string): Promise<void> {
  await docker.getVolume(noteOf(stack)).remove();
}

/** Removes the test stacks of processes of this host that have ended. Says what it removed. */
export async function removeAbandoned(docker: Docker): Promise<string[]> {
  const removed: string[] = [];
  const { Volumes: notes } = await docker.listVolumes({ filters: JSON.stringify({ label: [OWNER_LABEL] }) as never });
  for (const { Labels: labels } of notes ?? []) {
    if (!isOrphan(labels[OWNER_LABEL])) continue;
    const stack = labels[STACK_LABEL]!;
    try {
      removed.push(...(await removeStack(docker, stack)));
      await disown(docker, stack);
    } catch {
      // Another run is removing it at this moment; whatever else keeps it there is tried again with the next stack.
    }
  }
  return removed;
}

/** The filter of the engine for what carries a stack's label. */
export const ofStack = (stack: string) => ({ label: [`${LABELS.stack}=${stack}`] });

/** Names of a stack's networks and volumes. */
export async function restOf(docker: Docker, stack: string): Promise<{ networks: string[]; volumes: string[] }> {
  const networks = (await docker.listNetworks({ filters: ofStack(stack) })).map((n) => n.Name).sort();
  const volumes = ((await docker.listVolumes({ filters: JSON.stringify(ofStack(stack)) as never })).Volumes ?? []).map((v) => v.Name).sort();
  return { networks, volumes };
}

/** Removes all that carries a stack's label. Says what it was, in this order: containers, networks, volumes, each by name. */
export async function removeStack(docker: Docker, stack: string): Promise<string[]> {
  const containers = (await docker.listContainers({ all: true, filters: ofStack(stack) })).map((c) => c.Names[0]!.slice(1)).sort();
  await Promise.all(containers.map((name) => docker.getContainer(name).remove({ force: true, v: true })));
  const { networks, volumes } = await restOf(docker, stack);
  for (const name of networks) await docker.getNetwork(name).remove();
  for (const name of volumes) await docker.getVolume(name).remove({ force: true });
  return [...containers.map((n) => `container ${n}`), ...networks.map((n) => `network ${n}`), ...volumes.map((n) => `volume ${n}`)];
}
