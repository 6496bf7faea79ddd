import type { ServiceInput } from "../service.ts";

/** What all agents share: one image, the webapp class, the backend's and the model's addresses. */
export function agent(name: string, entry: Pick<ServiceInput, "description" | "tier" | "ports" | "dependsOn" | "uses" | "env" | "files" | "verify" | "resources"> & { port: number }): ServiceInput {
  const { port, env, ...rest } = entry;
  return {
    name,
    image: { built: "agent" },
    env: {
      AGENT_TYPE: name,
      PORT: String(port),
      API_ENDPOINT: "http://backend:8000",
      OLLAMA_BASE_URL: "http://ollama:11434",
      OLLAMA_MODEL: "tinyllama",
      REDIS_HOST: "redis",
      REDIS_PORT: "6379",
      LOG_LEVEL: "info",
      ...env,
    },
    networks: ["backend", "database"],
    user: "1000:1000",
    security: "webapp",
    health: { class: "agent", check: { http: { port, path: "/health" } } },
    metrics: { port, path: "/metrics" },
    ...rest,
  };
}
