/** docs/services.md: a row for every service of the catalogue. Pure. */
import { TIERS } from "../../infra/classes.ts";
import type { Service } from "../../infra/service.ts";
import { markdownTable } from "./table.ts";

export function servicesMarkdown(services: readonly Service[]): string {
  const sorted = [...services].sort((a, b) => a.tier - b.tier || a.name.localeCompare(b.name));
  const tiers = [...new Set(sorted.map((s) => s.tier))];
  const standIns = sorted.filter((s) => s.image.standIn).length;
  return [
    "# Services",
    "",
    "Made from `infra/catalogue/` by `./sutazai catalogue --markdown`; a test holds the two equal.",
    "",
    `${sorted.length} services, of which the lab runs ${sorted.length - standIns} as real software and ${standIns} as stand-ins.`,
    "Host ports are the registry's own (docs/ports.md), before a stack's `portOffset`. A built image is built here in both image sources.",
    "",
    ...markdownTable([["profile", "services", "names"], ...profileRows(sorted)]),
    "",
    ...tiers.flatMap((tier) => [`## Tier ${tier}: ${TIERS[tier] ?? "unknown"}`, "", ...markdownTable([HEAD, ...sorted.filter((s) => s.tier === tier).map(serviceRow)]), ""]),
  ].join("\n").trimEnd() + "\n";
}

const HEAD = ["tier", "service", "profiles", "host ports", "image of a registry", "image of the lab", "in the lab", "what it is"];

function serviceRow(s: Service): string[] {
  const [upstream, lab] = "built" in s.image ? ["built", s.image.built] : [`\`${s.image.upstream}\``, s.image.lab];
  const ports = s.ports.map((p) => `${p.host}${p.protocol === "udp" ? "/udp" : ""}`).join(", ");
  return [String(s.tier), s.name, s.profiles.join(", "), ports === "" ? "none" : ports, upstream!, `\`${lab}\``, reality(s), s.description];
}

function reality({ image: { standIn, labLimit } }: Service): string {
  return [standIn === undefined ? "real" : `stand-in: ${standIn}`, ...(labLimit === undefined ? [] : [`limit: ${labLimit}`])].join("; ");
}

/** The default profile holds most; its names are in the tables. */
function profileRows(services: readonly Service[]): string[][] {
  const profiles = [...new Set(services.flatMap((s) => s.profiles))].sort((a, b) => Number(b === "default") - Number(a === "default") || a.localeCompare(b));
  return profiles.map((profile) => {
    const names = services.filter((s) => s.profiles.includes(profile)).map((s) => s.name);
    return [profile, String(names.length), profile === "default" ? "all that name no other profile" : names.join(", ")];
  });
}
