import { service } from "../service.ts";

const targets = [
  { name: "backend", kind: "http", url: "http://backend:8000/live" },
  { name: "ollama", kind: "http", url: "http://ollama:11434/api/tags" },
  { name: "consul", kind: "http", url: "http://consul:8500/v1/status/leader" },
  { name: "rabbitmq", kind: "tcp", host: "rabbitmq", port: 5672 },
  { name: "prometheus", kind: "http", url: "http://prometheus:9090/-/healthy" },
  { name: "postgres", kind: "tcp", host: "postgres", port: 5432 },
  { name: "redis", kind: "tcp", host: "redis", port: 6379 },
  { name: "chromadb", kind: "http", url: "http://chromadb:8000/api/v2/heartbeat" },
];

export const tier9 = [
  service({
    name: "health-monitor",
    description: "Asks the core services over the network and serves what it finds as metrics",
    tier: 9,
    image: { built: "health-monitor" },
    env: { MONITOR_INTERVAL: "30", TARGETS: JSON.stringify(targets), LOG_LEVEL: "info" },
    ports: [{ host: 10210, container: 8000, outOfRange: "it belongs to monitoring; report R2.4 lists it there", label: "states" }],
    networks: ["monitoring", "backend", "database"],
    uses: targets.map((t) => t.name),
    user: "1000:1000",
    resources: "small",
    security: "webapp",
    health: { class: "infra", check: { http: { port: 8000, path: "/health" } } },
    metrics: { port: 8000, path: "/metrics" },
    verify: [{ kind: "http", port: 8000, path: "/status", contains: "postgres" }],
  }),
];
