/** How a service is asked from outside: read off its own health check and its published ports. */
import type { ImageSource } from "../images.ts";
import type { HealthCheck, Service } from "../service.ts";

export type Probe = { readonly kind: "http"; readonly port: number; readonly path: string } | { readonly kind: "tcp"; readonly port: number };

/** `wget ... http://127.0.0.1:8500/v1/status/leader` in a shell check. */
const LOOPBACK_URL = /\bhttp:\/\/(?:127\.0\.0\.1|localhost):(\d+)(\/[^\s"'|;)]*)?/;

/**
 * The first is the service's main probe: its health check's URL, else the connection to a port. A health check may ask a port that
 * listens inside the container only: it is taken where it is published, or where nothing is. A database's other ports are asked too.
 */
export function probesOf(s: Service): Probe[] {
  const published = s.ports.filter((p) => p.protocol === "tcp").map((p) => p.container);
  const tcp = (ports: readonly number[]): Probe[] => ports.map((port) => ({ kind: "tcp", port }));
  const http = httpCheck(s.health.check);
  if (!http || (published.length > 0 && !published.includes(http.port))) return tcp(published);
  return [{ kind: "http", ...http }, ...(s.security === "database" ? tcp(published.filter((port) => port !== http.port)) : [])];
}

function httpCheck(check: HealthCheck): { port: number; path: string } | undefined {
  if ("http" in check) return check.http;
  const found = LOOPBACK_URL.exec("shell" in check ? check.shell : check.command.join(" "));
  return found ? { port: Number(found[1]), path: found[2] ?? "/" } : undefined;
}

/** It answers its health check, and has no metrics. */
export const isStandIn = (s: Service, source: ImageSource) => s.image.standIn !== undefined && ("built" in s.image || source === "lab");

export const shareNetwork = (a: Service, b: Service) => a.networks.some((n) => b.networks.includes(n));

export const byName = (a: Service, b: Service) => a.name.localeCompare(b.name);
