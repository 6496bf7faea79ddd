/** What the gateway routes: one list for Kong and for its stand-in. */
import type { Service } from "../service.ts";
import { byName, probesOf, shareNetwork } from "./probes.ts";

export interface Route {
  readonly service: string;
  readonly port: number;
  readonly paths: readonly string[];
  /** The path is taken off before the service sees it. */
  readonly strip: boolean;
  /** Asks for the key `gateway-key` in the header `apikey`. */
  readonly key: boolean;
}

export const KEY = "{{secret:gateway-key}}";
export const KEY_NAME = "apikey";

/** Of the platform's own parts only these are routed: the others have a port of their own on the host, and most of them no password. */
const OWN: Readonly<Record<string, Omit<Route, "service" | "port">>> = {
  backend: { paths: ["/api"], strip: false, key: true },
  frontend: { paths: ["/"], strip: false, key: false },
};
const OWN_TIERS: ReadonlySet<number> = new Set([1, 2, 3, 4, 5]);

/** Paths of the legacy gateway that clients may know, where they are not `/NAME`. */
const LEGACY_PATHS: Readonly<Record<string, string>> = {
  "mcp-server": "/mcp",
  "context-framework": "/context",
  "browser-use": "/browser",
  "jarvis-voice-interface": "/jarvis/voice",
  "jarvis-knowledge-management": "/jarvis/knowledge",
  "jarvis-automation-agent": "/jarvis/automation",
  "jarvis-multimodal-ai": "/jarvis/multimodal",
};

/** The backend's API, the web page, and every chosen application and agent that answers over HTTP where the gateway can reach it. */
export function routes(self: Service, chosen: readonly Service[]): Route[] {
  return chosen
    .filter((s) => s.name !== self.name && shareNetwork(self, s) && (s.name in OWN || !OWN_TIERS.has(s.tier)))
    .sort(byName)
    .flatMap((s) => {
      const [probe] = probesOf(s);
      if (probe?.kind !== "http") return [];
      const own = OWN[s.name] ?? { paths: [`/services/${s.name}`, LEGACY_PATHS[s.name] ?? `/${s.name}`], strip: true, key: true };
      return [{ service: s.name, port: probe.port, ...own }];
    });
}
