/** How a service starts where the general stand-in takes the place of its image. Pure. */
import type { Service } from "./service.ts";

/** The image that answers for any software; the others marked `standIn` are programs of their own. */
export const STAND_IN = "lab-stand-in";

/**
 * The stand-in listens on the service's own ports and is asked there: it has none of the software's programs, so neither an
 * entry point nor a check by one would be found in it.
 */
export function asStandIn(s: Service): Service {
  const { entrypoint: _, ...rest } = s;
  const { check } = s.health;
  const named = [s.env.PORT, s.env.PORTS].flatMap((text) => (text ?? "").split(/[\s,]+/)).filter((word) => /^\d+$/.test(word));
  const own = [...s.ports.filter((p) => p.protocol === "tcp").map((p) => p.container), ...("http" in check ? [check.http.port] : [])];
  const missing = [...new Set(own.map(String))].filter((port) => !named.includes(port));
  const ports: Service["env"] = missing.length > 0 ? { PORTS: [...(s.env.PORTS ? [s.env.PORTS] : []), ...missing].join(",") } : {};
  const first = own[0];
  const asked: Service["health"]["check"] = "http" in check ? check : first === undefined ? { shell: "kill -0 1" } : { http: { port: first, path: "/" } };
  return { ...rest, env: { ...s.env, ...ports }, health: { ...s.health, check: asked } };
}
