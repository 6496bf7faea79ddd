import { access, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { EnvironmentError, type Context } from "../command.ts";
import { buildInto } from "./build.ts";
import type { Origin } from "./env.ts";
import { pluginBinary, pluginInstallArgv, pluginPlan } from "./plan.ts";
import { run, tail } from "./run.ts";
import { PLUGINS } from "./versions.ts";

const DOWNLOAD_LIMIT_MS = 300_000;

export interface PluginTarget {
  readonly pulumi: string;
  readonly pulumiHome: string;
  /** Where built plugin binaries lie until they are installed. */
  readonly scratch: string;
  readonly origin: Origin;
}

/** Where an installed plugin's binary lies. */
export const installedPlugins = (pulumiHome: string) =>
  PLUGINS.map((plugin) => join(pulumiHome, "plugins", `resource-${plugin.name}-v${plugin.version}`, pluginBinary(plugin)));

/** Installs the resource plugins: the official ones beside an official CLI where they can be downloaded, else built ones. */
export async function installPlugins(context: Context, target: PluginTarget): Promise<void> {
  await mkdir(target.pulumiHome, { recursive: true, mode: 0o700 });
  if (target.origin !== "built" && (await downloadPlugins(context, target))) return;
  await buildInto(context, target.scratch, (go, dir) => pluginPlan(go, join(context.root, "toolchain"), dir));
  for (const plugin of PLUGINS) {
    await install(target, pluginInstallArgv(target.pulumi, plugin, join(target.scratch, pluginBinary(plugin))));
  }
  await rm(target.scratch, { recursive: true, force: true });
}

async function downloadPlugins(context: Context, target: PluginTarget): Promise<boolean> {
  for (const [i, plugin] of PLUGINS.entries()) {
    const present = await access(installedPlugins(target.pulumiHome)[i]!).then(() => true, () => false);
    if (present) continue;
    try {
      await context.out.step(`plugin ${plugin.name} ${plugin.version}: download`, () =>
        install(target, pluginInstallArgv(target.pulumi, plugin), DOWNLOAD_LIMIT_MS));
    } catch {
      context.out.line("The plugins cannot be downloaded here: building them instead, about 4 min on 2 cores.");
      return false;
    }
  }
  return true;
}

async function install(target: PluginTarget, argv: string[], timeoutMs = 120_000): Promise<void> {
  const env = { ...process.env, PULUMI_HOME: target.pulumiHome, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const result = await run(argv, { env, timeoutMs });
  if (result.code !== 0) {
    throw new EnvironmentError(`\`${argv.slice(1).join(" ")}\` ended with code ${result.code}\n${tail(result, 6)}`,
      `remove ${target.pulumiHome}/plugins and run the command again`);
  }
}
