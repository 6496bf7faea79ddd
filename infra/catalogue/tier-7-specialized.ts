import { agent } from "./agents.ts";

export const tier7 = [
  agent("hardware-resource-optimizer", {
    description: "Reports CPU, memory and disk of the host and proposes sizes",
    tier: 7,
    port: 8080,
    ports: [{ host: 11110, container: 8080, label: "agent API" }],
    dependsOn: ["redis", "backend"],
    uses: ["ollama"],
    resources: "small",
    verify: [
      { kind: "http", port: 8080, path: "/health", contains: "status" },
      { kind: "http", port: 8080, path: "/resources", contains: "memory" },
    ],
  }),
];
