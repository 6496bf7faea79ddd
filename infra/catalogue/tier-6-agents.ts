import { agent } from "./agents.ts";

const LEGACY_PORT = "clients of the legacy estate call this port; it collides with no other";

export const tier6 = [
  agent("ollama-integration", {
    description: "Retries, pools and routes model requests for other agents",
    tier: 6,
    port: 8090,
    ports: [{ host: 8090, container: 8090, outOfRange: LEGACY_PORT, label: "agent API" }],
    dependsOn: ["ollama", "redis", "backend"],
    resources: "small",
    verify: [
      { kind: "http", port: 8090, path: "/health", contains: "status" },
      { kind: "http", port: 8090, path: "/", contains: "ollama-integration" },
    ],
  }),
  agent("task-assignment-coordinator", {
    description: "Hands tasks to agents over RabbitMQ",
    tier: 6,
    port: 8551,
    ports: [{ host: 8551, container: 8551, outOfRange: LEGACY_PORT, label: "agent API" }],
    dependsOn: ["rabbitmq", "redis", "backend"],
    env: { RABBITMQ_HOST: "rabbitmq", RABBITMQ_PORT: "5672", RABBITMQ_USER: "sutazai", RABBITMQ_PASSWORD_FILE: "/run/secrets/rabbitmq-password" },
    files: [{ target: "/run/secrets/rabbitmq-password", content: "{{secret:rabbitmq-password}}" }],
    resources: "small",
    verify: [
      { kind: "http", port: 8551, path: "/health", contains: "status" },
      { kind: "tasks", port: 8551 },
    ],
  }),
];
