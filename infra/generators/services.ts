import type { Service } from "../service.ts";

/** The chosen services as JSON, sorted: name, tier, and for those on a network of the reader how it can ask them. */
export function serviceList(self: Service, chosen: readonly Service[]): string {
  const list = [...chosen].sort((a, b) => a.name.localeCompare(b.name)).map((s) => ({ name: s.name, tier: s.tier, ...(s.networks.some((n) => self.networks.includes(n)) ? asked(s) : {}) }));
  return `${JSON.stringify(list, null, 1)}\n`;
}

function asked({ name, health: { check }, ports }: Service): { http?: string; tcp?: string } {
  if ("http" in check) return { http: `http://${name}:${check.http.port}${check.http.path}` };
  const tcp = ports.find((p) => p.protocol === "tcp");
  return tcp ? { tcp: `${name}:${tcp.container}` } : {};
}
