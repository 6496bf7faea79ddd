/** The picture of a plan as data: tiers with their services, and who needs or uses whom. Pure; every list is sorted. */
import { TIERS } from "../../infra/classes.ts";
import type { StackPlan } from "../../infra/plan-types.ts";

export interface GraphNode {
  readonly name: string;
  /** `30010->8000`. */
  readonly ports: readonly string[];
  /** Without `access`, which only leads out. */
  readonly networks: readonly string[];
  readonly outside: boolean;
  readonly critical: boolean;
  readonly standIn: boolean;
}

export interface GraphTier {
  readonly tier: number;
  readonly title: string;
  readonly nodes: readonly GraphNode[];
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** `needs`: starts after it is healthy. `uses`: talks to it, in no order. */
  readonly kind: "needs" | "uses";
  /** The first network that both are in. */
  readonly network: string;
}

export interface GraphModel {
  readonly stack: string;
  readonly tiers: readonly GraphTier[];
  readonly edges: readonly GraphEdge[];
  /** Networks in use. */
  readonly networks: readonly string[];
}

/** Colours of the networks, readable on white. */
export const NETWORK_COLOURS: Readonly<Record<string, string>> = { frontend: "#2563eb", backend: "#0f766e", database: "#b45309", monitoring: "#7c3aed" };
export const OTHER_COLOUR = "#64748b";
export const colourOf = (network: string) => NETWORK_COLOURS[network] ?? OTHER_COLOUR;

const byName = (a: { readonly name: string }, b: { readonly name: string }) => a.name.localeCompare(b.name);

export function graphModel(plan: StackPlan): GraphModel {
  const services = [...plan.services].sort(byName);
  const node = new Map(
    services.map((s): [string, GraphNode] => {
      const keys = s.networks.map((n) => n.key).sort();
      return [
        s.name,
        {
          name: s.name,
          ports: s.ports.map((p) => `${p.external}->${p.internal}${p.protocol === "udp" ? "/udp" : ""}`),
          networks: keys.filter((k) => k !== "access"),
          outside: keys.includes("access"),
          critical: s.critical,
          standIn: s.standIn !== undefined,
        },
      ];
    }),
  );
  const edge = (from: string, to: string, kind: GraphEdge["kind"]): GraphEdge[] => {
    const [a, b] = [node.get(from), node.get(to)];
    return a && b ? [{ from, to, kind, network: a.networks.find((n) => b.networks.includes(n)) ?? "" }] : [];
  };
  const numbers = [...new Set(services.map((s) => s.tier))].sort((a, b) => a - b);
  return {
    stack: plan.stack,
    tiers: numbers.map((tier) => ({ tier, title: TIERS[tier] ?? "", nodes: services.filter((s) => s.tier === tier).map((s) => node.get(s.name)!) })),
    edges: services.flatMap((s) => [...s.dependsOn.flatMap((to) => edge(s.name, to, "needs")), ...s.uses.filter((to) => !s.dependsOn.includes(to)).flatMap((to) => edge(s.name, to, "uses"))]),
    networks: [...new Set([...node.values()].flatMap((n) => n.networks))].sort(),
  };
}
