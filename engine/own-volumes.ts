/** Data volumes that a stack has on the engine and that no service of its plan uses any more. */
import type Docker from "dockerode";
import { filesVolumesPrefix, isOurs, LABELS } from "../infra/names.ts";
import type { StackPlan } from "../infra/plan-types.ts";

/**
 * Their names, sorted: of services that left the catalogue or the chosen profiles. The program goes on declaring them: they are
 * protected, so a deploy without them would fail, and their data is there when the service comes back.
 */
export async function keptVolumes(docker: Pick<Docker, "listVolumes">, plan: Pick<StackPlan, "stack" | "checkout" | "volumes">): Promise<string[]> {
  const filters = JSON.stringify({ label: [`${LABELS.stack}=${plan.stack}`] }) as never;
  const { Volumes: volumes } = await docker.listVolumes({ filters });
  const files = filesVolumesPrefix(plan.stack);
  return (volumes ?? [])
    .filter((v) => isOurs(v.Labels, plan) && !plan.volumes.includes(v.Name) && !v.Name.startsWith(files))
    .map((v) => v.Name)
    .sort();
}
