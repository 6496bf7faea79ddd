/** A stack's settings, as texts by their whole names. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** Variables that Pulumi gives to a pack; to one that runs on Node under the second names. */
export interface PackEnvironment {
  /** One JSON object of texts. */
  readonly PULUMI_CONFIG?: string | undefined;
  readonly PULUMI_PROJECT?: string | undefined;
  readonly PULUMI_STACK?: string | undefined;
  readonly PULUMI_NODEJS_PROJECT?: string | undefined;
  readonly PULUMI_NODEJS_STACK?: string | undefined;
}

/**
 * Pulumi hands a pack the settings of one file of the stack. Where the project keeps a file for each machine (`stackConfigDir`), that is
 * the machine's, and what the repository says of the stack stands in `Pulumi.<stack>.yaml` of the project: the machine's own win.
 * @param folder the one that the pack's folder is in; a project of another name is judged by a pack that it borrowed, and its settings are not there
 */
export function projectSettings(env: PackEnvironment, folder: URL): Record<string, string> {
  const own = env.PULUMI_CONFIG ? (JSON.parse(env.PULUMI_CONFIG) as Record<string, string>) : {};
  const project = env.PULUMI_NODEJS_PROJECT ?? env.PULUMI_PROJECT;
  const stack = env.PULUMI_NODEJS_STACK ?? env.PULUMI_STACK;
  return { ...(project && stack ? ofRepository(folder, project, stack) : {}), ...own };
}

/** Only a file with settings of this platform is read: the pack alone needs no reader of YAML. What is no YAML the program refuses. */
function ofRepository(folder: URL, project: string, stack: string): Record<string, string> {
  const text = attempt(() => readFileSync(new URL(`Pulumi.${stack}.yaml`, folder), "utf8"));
  if (text === undefined || !/^\s*["']?sutazai:/m.test(text)) return {};
  const { parse } = createRequire(import.meta.url)("yaml") as typeof import("yaml");
  if (attempt(() => (parse(readFileSync(new URL("Pulumi.yaml", folder), "utf8")) as { name?: unknown }).name) !== project) return {};
  const config = attempt(() => (parse(text) as { config?: Record<string, unknown> }).config);
  return Object.fromEntries(Object.entries(config ?? {}).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]));
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
