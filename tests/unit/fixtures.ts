/** Fixed inputs for unit tests: a host, a stack's settings, two services that are right in everything. */
import type { ImageDefinition } from "../../infra/images.ts";
import type { HostFacts } from "../../infra/plan-types.ts";
import { planStack } from "../../infra/plan.ts";
import { ProblemsError, type Problem } from "../../infra/problems.ts";
import type { ServiceInput } from "../../infra/service.ts";
import { parseSettings } from "../../infra/stack-settings.ts";

export const HOST: HostFacts = {
  cpus: 8,
  memory: 32 * 1024,
  api: [1, 41],
  source: "lab",
  engineSocket: "/var/run/docker.sock",
  engineGroup: 999,
  contexts: new Map(),
  files: new Map(),
  checkout: "c0ffee00",
  certificates: "",
};

export const IMAGES_OF_TESTS: readonly ImageDefinition[] = [{ name: "web", kind: "service", context: "images/services/web", from: {}, version: "1.0.0" }];

export function aService(name: string, more: Partial<Record<keyof ServiceInput, unknown>> = {}): ServiceInput {
  return {
    name,
    description: `the service ${name} of the unit tests`,
    tier: 1,
    image: { built: "web" },
    networks: ["backend"],
    user: "1000:1000",
    resources: "small",
    security: "base",
    health: { class: "infra", check: { shell: "true" } },
    metrics: { none: "nothing is measured here" },
    ...more,
  } as ServiceInput;
}

/** A settings file's text; `more` are lines of its `config`. */
export const settingsText = (...more: string[]) =>
  ["config:", "  sutazai:environment: dev", "  sutazai:subnets: {frontend: 172.20.1.0/24, backend: 172.20.2.0/24, database: 172.20.3.0/24, monitoring: 172.20.4.0/24, access: 172.20.5.0/24}", ...more.map((line) => `  ${line}`), ""].join("\n");

export interface Attempt {
  readonly stack?: string;
  readonly services?: readonly unknown[];
  /** Lines of the settings, or the whole text. */
  readonly settings?: readonly string[] | string;
  readonly host?: Partial<HostFacts>;
  readonly existing?: readonly string[];
}

/** Reads the settings and plans the stack. @throws ProblemsError */
export function attempt({ stack = "dev", services = [aService("one")], settings = [], host = {}, existing = [] }: Attempt) {
  const text = typeof settings === "string" ? settings : settingsText(...settings);
  const parsed = parseSettings(stack, [{ path: `Pulumi.${stack}.yaml`, text }]);
  if (!parsed.settings) throw new ProblemsError("settings", parsed.problems);
  return planStack({ stack, catalogue: services as ServiceInput[], settings: parsed.settings, host: { ...HOST, ...host }, images: IMAGES_OF_TESTS, fileExists: (path) => existing.includes(path) });
}

/** Everything that is wrong with it; an empty list when it is right. */
export function problemsOf(input: Attempt): readonly Problem[] {
  try {
    attempt(input);
    return [];
  } catch (error) {
    if (error instanceof ProblemsError) return error.problems;
    throw error;
  }
}
