/** Helpers of the platform that share the agents' images. */
import { agent } from "./agents.ts";

const worker = (name: string, consumer: string) =>
  agent(name, {
    description: "Takes tasks from a Redis stream in a consumer group and writes results to another",
    tier: 9,
    profiles: ["mesh"],
    port: 8000,
    type: "mesh-worker",
    dependsOn: ["redis"],
    uses: ["ollama"],
    passwords: ["redis"],
    env: { MESH_TOPIC: "nlp", MESH_GROUP: "nlp", MESH_CONSUMER: consumer, MESH_RESULTS: "nlp" },
    security: "base",
    healthClass: "app",
    proofs: [{ path: "/tasks?wait=10", body: { kind: "words", text: "one two three" }, expect: { state: "done", "result.words": 3 } }],
  });

export const tier9Agents = [
  agent("semgrep", {
    description: "Semgrep: looks for insecure patterns in source that is sent to it, with rules of the platform or of the sender",
    tier: 9,
    port: 8080,
    image: "agent-tools",
    resources: "medium",
    security: "base",
    proofs: [{ path: "/scan", body: { code: "eval(x)\n", language: "python" }, expect: { count: 1, "findings.0.rule": "python-runs-text" } }],
  }),
  agent("service-hub", {
    description: "A registry of services with their state: those of the catalogue and those that registered themselves",
    tier: 9,
    port: 8080,
    host: 10409,
    dependsOn: ["redis"],
    passwords: ["redis"],
    healthClass: "app",
    files: [{ target: "/run/config/services.json", generated: "services" }],
    proofs: [
      { path: "/services/verify", method: "PUT", body: { http: "http://127.0.0.1:8080/live" }, expect: { name: "verify" } },
      { path: "/services/redis", expect: { tcp: "redis:6379" } },
      { path: "/services/verify", method: "DELETE", expect: { removed: 1 } },
    ],
  }),
  agent("code-improver", {
    description: "Advice on Python source that is sent to it; it mounts nothing, runs nothing and changes nothing",
    tier: 9,
    port: 8080,
    host: 10408,
    proofs: [{ path: "/advise", body: { code: "import os\n" }, expect: { count: 1, "advice.0.rule": "UnusedImport" } }],
  }),
  worker("mesh-worker", "worker-1"),
  worker("mesh-worker-2", "worker-2"),
];
