/** Volumes that a stack has on the engine, and those of them that no service of its plan uses any more. */
import type Docker from "dockerode";
import { filesVolumesPrefix, isOurs, LABELS, type Owner } from "../infra/names.ts";
import type { StackPlan } from "../infra/plan-types.ts";

/** Names of everything that this stack of this checkout has made, sorted. */
export async function ownVolumes(docker: Pick<Docker, "listVolumes">, owner: Owner): Promise<string[]> {
  const filters = JSON.stringify({ label: [`${LABELS.stack}=${owner.stack}`] }) as never;
  const { Volumes: volumes } = await docker.listVolumes({ filters });
  return (volumes ?? []).filter((v) => isOurs(v.Labels, owner)).map((v) => v.Name).sort();
}

/**
 * Data volumes, sorted: of services that left the catalogue or the chosen profiles. The program goes on declaring them: they are
 * protected, so a deploy without them would fail, and their data is there when the service comes back.
 */
export async function keptVolumes(docker: Pick<Docker, "listVolumes">, plan: Pick<StackPlan, "stack" | "checkout" | "volumes">): Promise<string[]> {
  const files = filesVolumesPrefix(plan.stack);
  return (await ownVolumes(docker, plan)).filter((name) => !plan.volumes.includes(name) && !name.startsWith(files));
}
