/** docs/ports.md: the ranges of the tiers, and every host port of the catalogue. Pure. */
import { TIERS } from "../../infra/classes.ts";
import { portRegistry, TIER_RANGES } from "../../infra/ports.ts";
import type { Service } from "../../infra/service.ts";
import { markdownTable } from "./table.ts";

export function portsMarkdown(services: readonly Service[]): string {
  const registry = portRegistry(services);
  const publicReasons = new Map<string, string>(services.flatMap((s) => s.ports.flatMap((p) => (p.public ? [[`${p.host}/${p.protocol}`, p.public] as const] : []))));
  const outside = registry.filter((p) => p.reason !== undefined).length;
  return [
    "# Host ports",
    "",
    "Made from `infra/catalogue/` by `./sutazai ports --markdown`; a test holds the two equal. `./sutazai ports` shows what holds each port now.",
    "",
    "A plan with a port outside its tier's ranges is refused unless the entry says why. A stack adds its `portOffset` (dev 20000, staging 10000, prod 0).",
    "Ports are bound to `bind` (127.0.0.1); those that are declared public to `publicBind`.",
    "",
    ...markdownTable([["tier", "ranges"], ...Object.entries(TIER_RANGES).map(([tier, ranges]) => [`${tier} ${TIERS[Number(tier)] ?? ""}`, ranges.map((r) => `${r.from}-${r.to} (${r.use})`).join(", ")])]),
    "",
    `${registry.length} ports of ${new Set(registry.map((p) => p.service)).size} services; ${outside} outside their tier's ranges.`,
    "",
    ...markdownTable([
      ["port", "service", "inside", "tier", "what answers", "outside its range because", "public because"],
      ...registry.map((p) => [String(p.port), p.service, `${p.container}/${p.protocol}`, String(p.tier), p.label, p.reason ?? "", publicReasons.get(`${p.port}/${p.protocol}`) ?? ""]),
    ]),
  ].join("\n") + "\n";
}
