/** A small platform for tests: services that are ready at once, on a tiny image. */
import type { ImageDefinition } from "../../infra/images.ts";
import type { ServiceInput } from "../../infra/service.ts";

export const images: ImageDefinition[] = [
  { name: "test-serve", kind: "service", context: "tests/engine/image", from: { lab: "lab-debian", registry: "lab-debian" }, version: "1.0.0" },
];

/** A service that is ready after `ready` seconds; `more` overrides any field. */
export function serve(name: string, more: Partial<ServiceInput> & { ready?: number } = {}): ServiceInput {
  const { ready = 0, env, ...rest } = more;
  return {
    name,
    description: `test service ${name}`,
    tier: 1,
    image: { built: "test-serve" },
    env: { READY: String(ready), ...env },
    networks: ["backend"],
    user: "1000:1000",
    resources: "small",
    security: "base",
    health: { class: "infra", check: { shell: "test -f /tmp/ready" } },
    metrics: { none: "a test service has no metrics" },
    ...rest,
  };
}

export const catalogue: ServiceInput[] = [
  serve("store", { networks: ["database"], volumes: [{ volume: "store-data", target: "/data" }], files: [{ target: "/run/secrets/token", content: "{{secret:store-token}}" }], ports: [{ host: 10050, container: 8080 }] }),
  serve("queue", { networks: ["backend"] }),
  serve("api", { networks: ["backend", "database"], dependsOn: ["store", "queue"], ready: 0.5 }),
  serve("page", { networks: ["frontend", "backend"], dependsOn: ["api"] }),
];
