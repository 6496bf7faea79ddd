/** Removal of what the bench made beside Pulumi: found by label, also what a killed run left. */
import { setTimeout as sleep } from "node:timers/promises";
import { engine, engineStatus } from "../engine/client.ts";

/** On every container and network that compose or the bare calls make; its value is the owner's name. */
export const BENCH_LABEL = "sutazai.bench";

/** Gone, or going, is what was wanted. */
export async function ignoreMissing(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    const status = engineStatus(error);
    if (status !== 404 && status !== 409 && status !== 304) throw error;
  });
}

/** A network whose last container is just leaving refuses to go for a moment. */
const PATIENCE = { times: 40, ms: 250 };

/** Removes containers and networks until the engine lists no more of them: a removal answers before it is done. */
export async function clearEngine(filters: { label: string[] }, mine: (labels: Readonly<Record<string, string>>) => boolean = () => true): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const containers = (await engine().listContainers({ all: true, filters })).filter((c) => mine(c.Labels));
    await Promise.all(containers.map((c) => ignoreMissing(engine().getContainer(c.Id).remove({ force: true, v: true }))));
    const networks = (await engine().listNetworks({ filters })).filter((n) => mine(n.Labels ?? {}));
    if (containers.length + networks.length === 0) return;
    const refused = await Promise.all(networks.map((n) => engine().getNetwork(n.Id).remove().then(() => undefined, (error: unknown) => error)));
    if (attempt === PATIENCE.times) throw refused.find((error) => error !== undefined) ?? new Error(`containers with ${filters.label.join(", ")} cannot be removed`);
    if (containers.length > 0 || refused.some((error) => error !== undefined)) await sleep(PATIENCE.ms);
  }
}

/** Removes containers, networks and volumes that carry the label with this value. */
export async function clearLabelled(owner: string): Promise<void> {
  const filters = { label: [`${BENCH_LABEL}=${owner}`] };
  await clearEngine(filters);
  const { Volumes: volumes } = await engine().listVolumes({ filters });
  await Promise.all((volumes ?? []).map((v) => ignoreMissing(engine().getVolume(v.Name).remove())));
}
