/** The port registry as text. Pure. */
import type { Colour } from "./output.ts";
import type { PortEntry } from "../infra/ports.ts";

/** A container that has a host port. */
export interface Publisher {
  readonly port: number;
  readonly protocol: string;
  readonly ours: boolean;
  readonly words: string;
}

export interface HeldPort extends PortEntry {
  /** `ours`: by this stack; `other`: by another container or a process of the host. */
  readonly holder: "ours" | "other" | "free";
  readonly heldBy: string;
}

/** The head and a row for every port. */
export function portRows(ports: readonly HeldPort[], paint: (colour: Colour, text: string) => string = (_, text) => text): string[][] {
  const colours = { ours: "green", other: "yellow", free: "dim" } as const;
  return [
    ["PORT", "SERVICE", "CONTAINER", "TIER", "LABEL", "NOW", "HELD BY", "OUT OF RANGE BECAUSE"].map((word) => paint("bold", word)),
    ...ports.map((p) => [String(p.port), p.service, `${p.container}/${p.protocol}`, String(p.tier), p.label, paint(colours[p.holder], p.holder), p.heldBy, p.reason ?? ""]),
  ];
}
