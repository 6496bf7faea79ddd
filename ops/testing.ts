/** What the tests of ops/ share: the plan of the small catalogue, and states. */
import { planStack } from "../infra/plan.ts";
import type { PlannedService, StackPlan } from "../infra/plan-types.ts";
import { IMAGES } from "../infra/images.ts";
import { StackSettingsSchema } from "../infra/stack-settings.ts";
import { catalogue, images } from "../tests/engine/catalogue.ts";
import type { ServiceInput } from "../infra/service.ts";
import type { ServiceState } from "./observe.ts";

/** Stack `t1` of tests/engine/catalogue.ts, or of other services, on a big host. */
export function smallPlan(services: readonly ServiceInput[] = catalogue): StackPlan {
  const subnets = { frontend: "172.28.1.0/24", backend: "172.28.2.0/24", database: "172.28.3.0/24", monitoring: "172.28.4.0/24", access: "172.28.5.0/24" };
  const settings = StackSettingsSchema.parse({ environment: "dev", imageSource: "lab", portOffset: 30_000, subnets });
  const host = { cpus: 64, memory: 1024 ** 2, api: [1, 44], source: "lab", engineSocket: "/var/run/docker.sock", engineGroup: 999, checkout: "c0ffee00", contexts: new Map(), files: new Map(), certificates: "" } as const;
  return planStack({ stack: "t1", catalogue: services, images: [...IMAGES, ...images], settings, host });
}

export const planned = (name: string, more: Partial<PlannedService> = {}): PlannedService => ({ ...smallPlan().services.find((s) => s.name === name)!, ...more });

/** A healthy service since 2026-01-01T00:00:00Z; `more` overrides any field. */
export function state(name: string, more: Partial<ServiceState> = {}): ServiceState {
  return {
    name,
    tier: 1,
    profile: "default",
    state: "running",
    health: "healthy",
    healthSource: "engine",
    real: true,
    image: `sutazai/${name}:1`,
    ports: [],
    startedAt: "2026-01-01T00:00:00Z",
    restarts: 0,
    detail: "",
    ...more,
  };
}
