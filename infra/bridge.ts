/** What a tier's bridge is made with. */
import type { PlannedNetwork } from "./plan-types.ts";

/** The options of a tier's bridge: whether its packets get out, and whether its members see each other. */
export const networkOptions = (n: PlannedNetwork): Record<string, string> => ({
  "com.docker.network.bridge.enable_ip_masquerade": String(n.outside),
  "com.docker.network.bridge.enable_icc": String(n.mutual),
});

/** The engine's own choice, stated: a subnet's first host address. */
export function gatewayOf(subnet: string): string {
  const [address] = subnet.split("/") as [string];
  const parts = address.split(".");
  return [...parts.slice(0, 3), Number(parts[3]) + 1].join(".");
}
