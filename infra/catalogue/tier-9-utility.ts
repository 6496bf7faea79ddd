import { service } from "../service.ts";
import { STORES } from "./agents.ts";
import { tier9Agents } from "./tier-9-agents.ts";

export const tier9 = [
  service({
    name: "health-monitor",
    description: "Asks every service over the network and the engine about every container; keeps the alerts that it is sent",
    tier: 9,
    image: { built: "health-monitor" },
    env: { MONITOR_INTERVAL: "30", TARGETS_FILE: "/run/config/targets.json", ENGINE_URL: "http://engine-proxy:2375", LOG_LEVEL: "info" },
    files: [{ target: "/run/config/targets.json", generated: "health-targets" }],
    ports: [{ host: 10210, container: 8000, outOfRange: "it belongs to monitoring; the owner's list of ports has it there", label: "states" }],
    networks: ["monitoring", "backend", "database"],
    // It asks everything that it shares a network with; a network of data stores wants them by name.
    uses: ["engine-proxy", ...STORES],
    user: "1000:1000",
    resources: "small",
    security: "webapp",
    health: { class: "infra", check: { http: { port: 8000, path: "/health" } } },
    metrics: { port: 8000, path: "/metrics" },
    verify: [
      { kind: "http", port: 8000, path: "/status", contains: '"services":{' },
      { kind: "http", port: 8000, path: "/alerts", contains: '"alerts":[' },
    ],
  }),
  ...tier9Agents,
];
