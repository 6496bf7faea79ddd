import { access, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Context } from "../command.ts";
import { about } from "../output.ts";
import { buildInto } from "./build.ts";
import { downloadCli } from "./download.ts";
import { prepareHome, toolchainEnv, withoutAutomaticLog, type Origin } from "./env.ts";
import { pointTo, withLock } from "./files.ts";
import { candidates, cliOnPath, markReady, readyPlace, type Place } from "./places.ts";
import { cliPlan, pluginPlan } from "./plan.ts";
import { installPlugins } from "./plugins.ts";

/** A Pulumi that works: its CLI, language host and plugins, and the environment to run it in. */
export interface Toolchain {
  /** The folder with `pulumi`, `pulumi-language-nodejs` and `node`. */
  readonly bin: string;
  readonly pulumi: string;
  readonly pulumiHome: string;
  readonly version: string;
  readonly origin: Origin;
  /** To be laid over a process's environment. */
  readonly env: Record<string, string>;
}

/**
 * Finds the Pulumi toolchain or makes it: the CLI on PATH, else the official download, else a build of `toolchain/`.
 * What was made is used by every later run; the modules' content is part of its name.
 */
export async function ensureToolchain(context: Context): Promise<Toolchain> {
  const place = (await readyPlace(context)) ?? (await withLock(
    join(context.cache, "toolchain", ".lock"),
    () => context.out.line("Another `sutazai` is installing the Pulumi toolchain: waiting for it."),
    async () => (await readyPlace(context)) ?? (await install(context)),
  ));
  await pointTo(join(place.bin, "node"), process.execPath);
  const env = toolchainEnv({ root: context.root, bin: place.bin, pulumiHome: place.pulumiHome, origin: place.origin, user: process.env });
  await Promise.all([prepareHome(context, env), withoutAutomaticLog(place.pulumiHome)]);
  return { bin: place.bin, pulumi: join(place.bin, "pulumi"), pulumiHome: place.pulumiHome, version: place.version, origin: place.origin, env };
}

/** The toolchain as it is, without making one; undefined when the next command would have to. */
export async function findToolchain(context: Context): Promise<{ origin: Origin; version: string } | undefined> {
  return readyPlace(context);
}

async function install(context: Context): Promise<Place> {
  const places = await candidates(context);
  const onPath = places.find((place) => place.origin === "path");
  const download = places.find((place) => place.origin === "download")!;
  const built = places.find((place) => place.origin === "built")!;
  if (onPath) {
    await linkCli(context, onPath);
    return finish(context, onPath);
  }
  // A launch that was killed before the plugins leaves whole binaries: they are used.
  if (await hasCli(download)) return finish(context, download);
  if (!(await hasCli(built))) {
    const blocked = await downloadCli(context, download.bin);
    if (!blocked) return finish(context, download);
    const pieces = [...cliPlan("go", "", ""), ...pluginPlan("go", "", "")];
    const cold = pieces.reduce((sum, piece) => sum + piece.coldSeconds, 0);
    context.out.line(`Pulumi's download is not reachable (${blocked}):`);
    context.out.line(`building it from Go modules instead, once; about ${about(cold)} on 2 cores, less when Go has parts of it in its cache.`);
    await buildInto(context, built.bin, (go, dir) => cliPlan(go, join(context.root, "toolchain"), dir));
  }
  return finish(context, built);
}

const hasCli = (place: Place) => access(join(place.bin, "pulumi")).then(() => true, () => false);

async function finish(context: Context, place: Place): Promise<Place> {
  await installPlugins(context, { pulumi: join(place.bin, "pulumi"), pulumiHome: place.pulumiHome, scratch: join(place.dir, "plugins"), origin: place.origin });
  await markReady(place);
  return place;
}

async function linkCli(context: Context, place: Place): Promise<void> {
  const found = (await cliOnPath(context))!;
  await mkdir(place.bin, { recursive: true, mode: 0o700 });
  await pointTo(join(place.bin, "pulumi"), found.file);
  await pointTo(join(place.bin, "pulumi-language-nodejs"), join(dirname(found.file), "pulumi-language-nodejs"));
}
