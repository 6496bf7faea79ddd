/** A stack's settings, as texts by their whole names. */
import { readFileSync } from "node:fs";

/** Variables that Pulumi gives to a pack. */
export interface PackEnvironment {
  /** One JSON object of texts. */
  readonly PULUMI_CONFIG?: string | undefined;
  readonly PULUMI_STACK?: string | undefined;
  /** What a pack that runs on Node is given in its place. */
  readonly PULUMI_NODEJS_STACK?: string | undefined;
}

/**
 * Pulumi hands a pack the settings of one file of the stack. Where the project keeps a file for each machine (`stackConfigDir`), that is
 * the machine's, and what the repository says of the stack stands in `Pulumi.<stack>.yaml` of the project: the machine's own win.
 * @param project the project's folder
 */
export async function projectSettings(env: PackEnvironment, project: URL): Promise<Record<string, string>> {
  const own = env.PULUMI_CONFIG ? (JSON.parse(env.PULUMI_CONFIG) as Record<string, string>) : {};
  const stack = env.PULUMI_NODEJS_STACK ?? env.PULUMI_STACK;
  return { ...(stack ? await ofRepository(new URL(`Pulumi.${stack}.yaml`, project)) : {}), ...own };
}

/** Only a file with settings of this platform is read: the pack alone, in another project, needs no reader of YAML. What is no YAML the program refuses. */
async function ofRepository(file: URL): Promise<Record<string, string>> {
  const text = textOf(file);
  if (text === undefined || !/^\s*["']?sutazai:/m.test(text)) return {};
  const { parse } = await import("yaml");
  const { config } = (attempt(() => parse(text) as { config?: Record<string, unknown> } | null) ?? {}) as { config?: Record<string, unknown> };
  return Object.fromEntries(Object.entries(config ?? {}).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]));
}

const textOf = (file: URL) => attempt(() => readFileSync(file, "utf8"));

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
