/** `up --only`: what belongs to the choice, and that nothing outside of it is touched. */
import { closure } from "../infra/graph.ts";
import type { StackPlan } from "../infra/plan-types.ts";
import { ProblemsError } from "../infra/problems.ts";
import { validateCatalogue } from "../infra/rules.ts";
import type { LoadedStack } from "../engine/load.ts";
import type { Context } from "./command.ts";
import { imageEntries, imageName, imageTargets, withParents } from "./images/model.ts";
import { changesOf, errorsOf, pulumi, type PulumiResult } from "./pulumi.ts";
import { containersOf, nameOf, type StackState } from "./state.ts";
import type { Toolchain } from "./toolchain/index.ts";

export interface Selection {
  /** The services and what they need; empty for all. */
  readonly services: readonly string[];
  /** `--target` patterns. */
  readonly targets: readonly string[];
}

/** The services, what they need, and all that belongs to them: another network of the stack stays, though the chosen profiles may not have it. */
export function selectionOf(plan: StackPlan, only: readonly string[]): Selection {
  const known = new Map(plan.services.map((s) => [s.name, s]));
  const services = [...closure(new Map(plan.services.map((s) => [s.name, s.dependsOn])), only)];
  const own = services.flatMap((name) => {
    const s = known.get(name)!;
    const volumes = [...s.volumes.map((v) => v.volume), ...s.fileSets.map((f) => f.volume)].map((v) => v.slice(plan.prefix.length));
    return [name, `${name}-files`, `${name}-gate`, ...volumes, ...s.networks.map((n) => `net-${n.key}`)];
  });
  const images = withParents(imageEntries(plan), services.map((name) => imageName(known.get(name)!)));
  return { services, targets: [...[...new Set(own)].flatMap((name) => ["--target", `**::${name}`]), ...imageTargets(images)] };
}

/**
 * The chosen profiles, and one of each deployed service that they leave out: a program that no longer declares a service asks for
 * its removal, which Pulumi refuses in the middle where it shares an image or a network with the choice.
 */
export function profilesBeside({ plan, settings, catalogue, images }: LoadedStack, state: StackState): readonly string[] {
  const deployed = new Set(containersOf(state).map((r) => nameOf(r.urn)));
  for (const s of plan.services) deployed.delete(s.name);
  const { services } = validateCatalogue(catalogue, { images });
  return [...new Set([...settings.profiles, ...services.filter((s) => deployed.has(s.name)).map((s) => s.profiles[0]!)])];
}

/**
 * Asks Pulumi before it changes anything: what must be made anew takes along what stands on it, chosen or not.
 * @throws ProblemsError naming them.
 */
export async function refuseBeyond(context: Context, toolchain: Toolchain, state: StackState, { services, targets }: Selection): Promise<void> {
  const others = containersOf(state).filter((r) => !services.includes(nameOf(r.urn)));
  if (others.length === 0) return;
  const result = await context.out.step("looking whether the other services stay as they are", () => pulumi(context, toolchain, ["preview", "--stack", context.stack, ...targets], { display: "quiet", events: true }));
  const beyond = beyondChoice(result, services);
  if (beyond.services.length === 0) return;
  throw new ProblemsError(`stack ${context.stack}`, [{
    path: `only: ${services.join(", ")}`,
    rule: "a choice beside which the other services stay as they are",
    got: beyond.cause.length > 0 ? `${beyond.cause.join(", ")} must be made anew, and with it ${beyond.services.join(", ")}` : `${beyond.services.join(", ")}, which the catalogue no longer has, would be removed`,
    fix: `deploy all: ./sutazai up --stack ${context.stack}; nothing was touched`,
  }]);
}

const REFUSED_BY_PULUMI = /Resource '([^']+)' will be destroyed but was not specified in --target list/;

/** The services outside the choice that a preview with targets would take along, or refuses to, and the networks and volumes that are the reason. */
export function beyondChoice({ events }: Pick<PulumiResult, "events">, chosen: readonly string[]): { readonly services: readonly string[]; readonly cause: readonly string[] } {
  const changes = changesOf(events, true);
  const taken = changes.flatMap((c) => /^container (.+)$/.exec(c.resource)?.[1] ?? []);
  const refused = errorsOf(events).flatMap((text) => REFUSED_BY_PULUMI.exec(text)?.[1] ?? []).map((urn) => nameOf(urn).replace(/-(gate|files)$/, ""));
  const services = [...new Set([...taken, ...refused])].filter((name) => !chosen.includes(name)).sort();
  return { services, cause: changes.filter((c) => /^(network|volume) /.test(c.resource) && c.op === "replace").map((c) => c.resource) };
}
