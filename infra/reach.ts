/** Who reaches whom: networks are shared, so a service reaches all that are on its networks, whatever its edges say. Pure. */
import type { StackPlan } from "./plan-types.ts";
import type { Service } from "./service.ts";

export interface NetworkReach {
  readonly network: string;
  readonly services: number;
  /** Pairs of services on it. */
  readonly pairs: number;
  /** Those without an edge that is declared, each in alphabetical order. */
  readonly undeclared: readonly (readonly [string, string])[];
}

/** For each network with two services or more, by name. An edge is `dependsOn` or `uses`, in either direction. */
export function reachOf({ services }: Pick<StackPlan, "services">): NetworkReach[] {
  const edges = new Set(services.flatMap((s) => [...s.dependsOn, ...s.uses].map((to) => [s.name, to].sort().join(" "))));
  const networks = [...new Set(services.flatMap((s) => s.networks.map((n) => n.key)))].sort();
  return networks.flatMap((network) => {
    const names = services.filter((s) => s.networks.some((n) => n.key === network)).map((s) => s.name).sort();
    const pairs = names.flatMap((a, i) => names.slice(i + 1).map((b) => [a, b] as const));
    return pairs.length === 0 ? [] : [{ network, services: names.length, pairs: pairs.length, undeclared: pairs.filter(([a, b]) => !edges.has(`${a} ${b}`)) }];
  });
}

/** `on database 365 of 406 pairs`: what networks alone do not keep apart; undefined where they do. */
export function reachText(reach: readonly NetworkReach[]): string | undefined {
  const open = reach.filter((r) => r.undeclared.length > 0).map((r) => `on ${r.network} ${r.undeclared.length} of ${r.pairs} pairs`);
  return open.length === 0 ? undefined : `edges one by one: networks are shared, and services reach each other without a declared edge ${open.join(", ")} (--json lists them)`;
}

/**
 * The networks of a service that another of the catalogue needs to reach it: the two share no other. Sorted; none for a service on one
 * network. Taken from the whole catalogue, so that a stack of a part of it has the same containers.
 */
export function askedOn(s: Pick<Service, "name" | "networks">, catalogue: readonly Pick<Service, "networks" | "dependsOn" | "uses">[]): string[] {
  if (s.networks.length < 2) return [];
  const clients = catalogue.filter((c) => c.dependsOn.includes(s.name) || c.uses.includes(s.name));
  const shared = clients.map((c) => s.networks.filter((n) => c.networks.includes(n)));
  return [...new Set(shared.flatMap((networks) => (networks.length === 1 ? networks : [])))].sort();
}
