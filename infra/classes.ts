/** Classes that services name instead of copying numbers. Sources: reports R2.5, R2.8, R2.9, R3.8 of docs/decisions.md. */

export const ENVIRONMENTS = ["dev", "staging", "prod"] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

export interface ResourceClass {
  /** Limit, in CPUs. */
  readonly cpus: number;
  /** Limit, in MiB; swap is bounded to the same number. */
  readonly memory: number;
  /** What the host must have to spare, in MiB. */
  readonly reservation: number;
  /** Processes and threads. */
  readonly pids: number;
}

export const RESOURCE_CLASSES = ["small", "medium", "large", "ollama"] as const;
export type ResourceClassName = (typeof RESOURCE_CLASSES)[number];

/** prod and staging: report R3.8. dev: report R2 (ollama: 2 CPUs as in the legacy development override; 4 GB instead of its 2 is chosen here). */
export const RESOURCES: Record<Environment, Record<ResourceClassName, ResourceClass>> = (() => {
  const prod = {
    small: { cpus: 0.5, memory: 512, reservation: 128, pids: 256 },
    medium: { cpus: 2, memory: 2048, reservation: 512, pids: 512 },
    large: { cpus: 4, memory: 4096, reservation: 1024, pids: 1024 },
    ollama: { cpus: 8, memory: 16384, reservation: 8192, pids: 1024 },
  };
  const dev = {
    small: { cpus: 0.5, memory: 512, reservation: 128, pids: 256 },
    medium: { cpus: 1, memory: 1024, reservation: 256, pids: 512 },
    large: { cpus: 2, memory: 2048, reservation: 512, pids: 1024 },
    ollama: { cpus: 2, memory: 4096, reservation: 1024, pids: 1024 },
  };
  return { dev, staging: prod, prod };
})();

export interface HealthClass {
  /** Seconds between the engine's checks once the service runs. */
  readonly interval: number;
  readonly timeout: number;
  readonly retries: number;
  /** Seconds in which a failing check does not count. */
  readonly startPeriod: number;
  /** Seconds that a deploy waits for the first passing check. */
  readonly startBudget: number;
}

export const HEALTH_CLASSES = ["infra", "database", "app", "agent"] as const;
export type HealthClassName = (typeof HEALTH_CLASSES)[number];

export const HEALTH: Record<HealthClassName, HealthClass> = {
  infra: { interval: 10, timeout: 5, retries: 5, startPeriod: 30, startBudget: 180 },
  database: { interval: 30, timeout: 10, retries: 5, startPeriod: 60, startBudget: 300 },
  app: { interval: 60, timeout: 10, retries: 3, startPeriod: 60, startBudget: 300 },
  agent: { interval: 60, timeout: 30, retries: 5, startPeriod: 120, startBudget: 300 },
};

export interface SecurityClass {
  /** Capabilities given back after all are dropped, in the engine's spelling. */
  readonly capabilities: readonly string[];
}

export const SECURITY_CLASSES = ["base", "webapp", "database"] as const;
export type SecurityClassName = (typeof SECURITY_CLASSES)[number];

/** All: no-new-privileges, read-only root, /tmp of 100 MB, every capability dropped (report R2.8). */
export const SECURITY: Record<SecurityClassName, SecurityClass> = {
  base: { capabilities: [] },
  webapp: { capabilities: ["CAP_CHOWN", "CAP_SETGID", "CAP_SETUID"] },
  database: { capabilities: ["CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_SETGID", "CAP_SETUID"] },
};

export interface LogClass {
  readonly maxSize: string;
  readonly maxFile: number;
}

export const LOG_CLASSES = ["standard", "verbose"] as const;
export type LogClassName = (typeof LOG_CLASSES)[number];

/** Report R3's 10m x 3-5 (report R2's 100m x 3 would be 20 GB for the whole platform). */
export const LOGS: Record<LogClassName, LogClass> = {
  standard: { maxSize: "10m", maxFile: 3 },
  verbose: { maxSize: "10m", maxFile: 5 },
};

/** Seconds between the stop signal and the kill, by what there is to lose. */
export const STOP_GRACE = { stateless: 10, stateful: 60 } as const;
export type StopClassName = keyof typeof STOP_GRACE;

export const TIERS: Record<number, string> = {
  1: "Core Infrastructure",
  2: "AI/ML Infrastructure",
  3: "Service Mesh",
  4: "Application Layer",
  5: "Monitoring & Observability",
  6: "AI Agent Ecosystem",
  7: "Specialized AI Agents",
  8: "Future/Experimental Services",
  9: "Utility Services",
};

export const PROFILES = ["default", "experimental", "ml-heavy", "mesh", "tabby", "optional", "fsdp", "mcp"] as const;
export type ProfileName = (typeof PROFILES)[number];

/** The four tiers of report R2.7, and `access`: joined by services that declare a way out; its members do not see each other. */
export const NETWORKS = ["frontend", "backend", "database", "monitoring"] as const;
export type NetworkName = (typeof NETWORKS)[number];
