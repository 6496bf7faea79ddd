import { portHolders } from "../../engine/port-holders.ts";
import { LABELS } from "../../infra/names.ts";
import { askEngine } from "../engine/client.ts";
import { failed, ok, type Check } from "./check.ts";

/** A host port that the stack wants, and for which service. */
export interface PlannedPort {
  readonly port: number;
  readonly service: string;
}

/** A line for every planned port that something else holds. */
export async function portChecks(planned: readonly PlannedPort[], stack: string): Promise<Check[]> {
  const holders = await portHolders(planned.map(({ port }) => port));
  const published = await publishedPorts(stack);
  const checks = planned.flatMap(({ port, service }) => {
    const holder = holders.get(port);
    const container = published.get(port);
    if (!holder || container?.ours) return [];
    const by = container ? `container ${container.name}` : holder;
    const fix = container ? `docker stop ${container.name}, or another port for ${service} in the stack's settings` : `end it, or another port for ${service} in the stack's settings (\`ss -ltnp 'sport = :${port}'\` shows it)`;
    return [failed(`port ${port}`, `wanted by ${service}, held by ${by}`, fix)];
  });
  return checks.length > 0 ? checks : [ok("ports", `${planned.length} planned, none held by others`)];
}

/** Ports that containers publish on the host: the engine's proxy holds them. */
async function publishedPorts(stack: string): Promise<Map<number, { name: string; ours: boolean }>> {
  const containers = await askEngine().listContainers().catch(() => []);
  return new Map(containers.flatMap((container) =>
    container.Ports.filter((port) => port.PublicPort).map((port) => [
      port.PublicPort,
      { name: (container.Names[0] ?? container.Id.slice(0, 12)).replace(/^\//, ""), ours: container.Labels[LABELS.stack] === stack },
    ] as const)));
}
