/** Compares the engine with what the last deploy left there. */
import type Docker from "dockerode";
import { isOurs, LABELS, madeBy } from "../infra/names.ts";
import type { StackPlan } from "../infra/plan-types.ts";
import { counted } from "../infra/words.ts";
import { EnvironmentError } from "./command.ts";
import { fieldsOf, type DeployRecord } from "./record.ts";
import { containersOf, containerUrn, nameOf, TYPES, type StackState } from "./state.ts";

export interface Difference {
  readonly service: string;
  readonly field: string;
  readonly want: string;
  readonly got: string;
}

export interface DriftReport {
  readonly drift: Difference[];
  /** Containers that must be made anew to mend it, by URN; those that are missing are not among them. */
  readonly replace: string[];
  /** The state names things that the engine no longer has: Pulumi must look again before it deploys. */
  readonly refresh: boolean;
}

/** Reads the engine once: containers with their inspects, networks, volumes, images. */
export async function detectDrift(plan: StackPlan, state: StackState, record: DeployRecord | undefined, docker: Docker): Promise<DriftReport> {
  const ofType = (type: string) => state.resources.filter((r) => r.type === type);
  const [listed, networks, volumes, images] = await Promise.all([
    docker.listContainers({ all: true, filters: { label: [`${LABELS.stack}=${plan.stack}`] } }),
    docker.listNetworks(),
    docker.listVolumes(),
    docker.listImages(),
  ]);
  const drift: Difference[] = [];
  const replace = new Set<string>();
  let refresh = false;
  const missing = (service: string, what: string) => {
    drift.push({ service, field: what, want: "present", got: "missing" });
    refresh = true;
  };

  const byId = new Map(listed.map((c) => [c.Id, c]));
  const containers = containersOf(state);
  await Promise.all(
    containers.map(async (r) => {
      const service = nameOf(r.urn);
      const found = byId.get(r.id!);
      if (!found) return missing(service, "container");
      const differences = await compare(service, docker.getContainer(found.Id), plan, record?.containers[service]);
      drift.push(...differences);
      if (differences.length > 0) replace.add(containerUrn(plan.stack, service));
    }),
  );
  const stateIds = new Set(containers.map((r) => r.id));
  for (const c of listed) if (isOurs(c.Labels, plan) && !stateIds.has(c.Id)) drift.push({ service: c.Labels[LABELS.service] ?? "?", field: `container ${c.Names[0]?.slice(1)}`, want: "absent", got: "present" });
  for (const r of ofType(TYPES.network)) if (!networks.some((n) => n.Id === r.id)) missing(nameOf(r.urn), "network");
  for (const r of ofType(TYPES.volume)) if (!(volumes.Volumes ?? []).some((v) => v.Name === r.id)) missing(nameOf(r.urn), "volume");
  for (const r of ofType(TYPES.image)) {
    const id = String(r.outputs?.imageId ?? "");
    if (!images.some((i) => i.Id === id)) missing(nameOf(r.urn), "image");
  }
  return { drift: drift.sort((a, b) => a.service.localeCompare(b.service) || a.field.localeCompare(b.field)), replace: [...replace].sort(), refresh };
}

/**
 * Without a deploy there is no baseline, and nothing compared must never look like nothing found.
 * @throws EnvironmentError when the state has no container of the stack.
 */
export async function refuseUndeployed(plan: StackPlan, state: StackState, docker: Pick<Docker, "listContainers">): Promise<void> {
  if (containersOf(state).length > 0) return;
  const { stack } = plan;
  const there = await docker.listContainers({ all: true, filters: { label: [`${LABELS.stack}=${stack}`] } });
  const theirs = there.find((c) => !isOurs(c.Labels, plan));
  const nothing = `stack ${stack} is not deployed from this checkout: there is nothing to compare with`;
  if (there.length === 0) throw new EnvironmentError(nothing, `./sutazai up --stack ${stack}`);
  const count = counted(there.length, "container");
  if (theirs) throw new EnvironmentError(`${nothing}. The engine has ${count} ${madeBy(theirs.Labels)}`, `./sutazai drift --stack ${stack} in that checkout, whose .sutazai has the state`);
  throw new EnvironmentError(`${nothing}. The engine has ${count} of stack ${stack} that this checkout deployed, but its state is lost`, `restore .sutazai/state, or take them over: ./sutazai adopt --stack ${stack}`);
}

/** What `drift --fix` may deploy: of the plan what is deployed (undefined for all of it), and what is deployed but not planned. */
export function mendable(plan: StackPlan, state: StackState): { readonly only: readonly string[] | undefined; readonly unplanned: readonly string[] } {
  const deployed = containersOf(state).map((r) => nameOf(r.urn)).sort();
  const only = deployed.filter((name) => plan.services.some((s) => s.name === name));
  const unplanned = deployed.filter((name) => !only.includes(name));
  return { only: unplanned.length === 0 && only.length === plan.services.length ? undefined : only, unplanned };
}

async function compare(service: string, container: Docker.Container, plan: StackPlan, known: DeployRecord["containers"][string] | undefined): Promise<Difference[]> {
  const inspect = await container.inspect();
  const { State } = inspect;
  const found: Difference[] = [];
  if (!State.Running || State.Paused || State.Restarting) found.push({ service, field: "state", want: "running", got: State.Status });
  else if (State.Health?.Status === "unhealthy") found.push({ service, field: "health", want: "healthy", got: "unhealthy" });
  const planned = plan.services.find((s) => s.name === service);
  if (known?.id === inspect.Id) {
    const now = fieldsOf(inspect);
    // A stopped container has left its networks; that is said once, as its state.
    const fields = [...new Set([...Object.keys(known.fields), ...Object.keys(now)])].filter((f) => State.Running || f !== "networks");
    for (const field of fields) if (known.fields[field] !== now[field]) found.push({ service, field, want: known.fields[field] ?? "nothing", got: now[field] ?? "nothing" });
  } else if (planned && State.Running && inspect.HostConfig.PidsLimit !== planned.pids) {
    found.push({ service, field: "pidsLimit", want: String(planned.pids), got: String(inspect.HostConfig.PidsLimit ?? 0) });
  }
  return found;
}
