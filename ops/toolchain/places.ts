import { createHash } from "node:crypto";
import { access, readFile, realpath, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Context } from "../command.ts";
import type { Origin } from "./env.ts";
import { hashTree, writeWhole } from "./files.ts";
import { installedPlugins } from "./plugins.ts";
import { findOnPath, run } from "./run.ts";
import { PULUMI_MINIMUM, PULUMI_VERSION, parseVersion, serves } from "./versions.ts";

/** Where one variant of the toolchain lies; the folder's name says what it was made from. */
export interface Place {
  readonly origin: Origin;
  readonly version: string;
  readonly dir: string;
  readonly bin: string;
  readonly pulumiHome: string;
}

/** The best variant that is there already; undefined when one must be made. */
export async function readyPlace(context: Context): Promise<Place | undefined> {
  for (const place of await candidates(context)) if (await isReady(place)) return place;
  return undefined;
}

/** Every variant that could be used here, in the order of preference. */
export async function candidates(context: Context): Promise<Place[]> {
  const found = await cliOnPath(context);
  const platform = `${process.platform}-${process.arch}`;
  const modules = await hashTree(join(context.root, "toolchain"), isBuildInput);
  return [
    ...(found ? [placeOf(context, "path", found.version, `path-${found.id}`)] : []),
    placeOf(context, "download", PULUMI_VERSION, `download-${PULUMI_VERSION}-${platform}`),
    placeOf(context, "built", PULUMI_VERSION, `built-${PULUMI_VERSION}-${platform}-${modules}`),
  ];
}

/** A file of `toolchain/` that Pulumi's binaries are made from; `compose/` is the benchmark's, `syft/` the bill of materials'. */
export function isBuildInput(file: string): boolean {
  return !/(^|[\\/])(compose|syft)[\\/]/.test(file) && /\.go$|go\.(mod|sum)$|\.json$/.test(file) && !file.endsWith("_test.go");
}

function placeOf(context: Context, origin: Origin, version: string, key: string): Place {
  const dir = join(context.cache, "toolchain", key);
  return { origin, version, dir, bin: join(dir, "bin"), pulumiHome: join(context.cache, `pulumi-home-${key}`) };
}

/** Written last: a variant without it is not whole. */
export async function markReady(place: Place): Promise<void> {
  await writeWhole(stampFile(place), JSON.stringify({ version: place.version, origin: place.origin }) + "\n");
}

const stampFile = (place: Place) => join(place.dir, "ready.json");
const binaries = (place: Place) => [join(place.bin, "pulumi"), join(place.bin, "pulumi-language-nodejs"), ...installedPlugins(place.pulumiHome)];

async function isReady(place: Place): Promise<boolean> {
  const files = [stampFile(place), ...binaries(place)];
  return Promise.all(files.map((file) => access(file))).then(() => true, () => false);
}

/** The first CLI on PATH that serves: new enough, and with its language host beside it. Asked once per file and date. */
export async function cliOnPath(context: Context): Promise<{ file: string; version: string; id: string } | undefined> {
  for (const link of await findOnPath("pulumi", process.env.PATH, context.cache)) {
    const file = await realpath(link);
    const beside = join(dirname(file), "pulumi-language-nodejs");
    if (!(await access(beside).then(() => true, () => false))) continue;
    const { size, mtimeMs } = await stat(file);
    const id = createHash("sha256").update(`${file} ${size} ${mtimeMs}`).digest("hex").slice(0, 12);
    const version = await versionOf(context, file, id);
    if (serves(version, PULUMI_MINIMUM)) return { file, version: parseVersion(version)!.join("."), id };
  }
  return undefined;
}

async function versionOf(context: Context, file: string, id: string): Promise<string> {
  const note = join(context.cache, "toolchain", `.version-${id}`);
  const known = await readFile(note, "utf8").catch(() => undefined);
  if (known !== undefined) return known;
  const said = await run([file, "version"], { env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" }, timeoutMs: 20_000 });
  if (said.code === 0) await writeWhole(note, said.stdout.trim());
  return said.stdout;
}
