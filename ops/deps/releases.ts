/** When versions were released, and which is the newest: asked of the registries through uv and npm, so by their configuration. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { EnvironmentError } from "../command.ts";
import { withScratch } from "../scratch.ts";
import { run, tail } from "../toolchain/run.ts";
import { TARGET } from "./uv.ts";

const ASK_TIMEOUT_MS = 300_000;

export interface Release {
  readonly version: string;
  /** ISO date and time of its first file; undefined where the registry does not say. */
  readonly released?: string;
}

/**
 * Releases of Python packages by name: of a pin (`name==1.0`) that one, of a bare name the newest for the images' Python.
 * @throws EnvironmentError when the registry gives no answer.
 */
export async function pythonReleases(uv: string, env: Record<string, string | undefined>, lines: readonly string[]): Promise<Map<string, Release>> {
  return withScratch(async (scratch) => {
    const file = join(scratch, "packages.in");
    await writeFile(file, lines.join("\n") + "\n");
    const argv = [uv, "pip", "compile", "--quiet", "--no-deps", "--format", "pylock.toml", "--python-version", TARGET.python, "--python-platform", TARGET.platform, file];
    const result = await run(argv, { cwd: scratch, env, timeoutMs: ASK_TIMEOUT_MS });
    if (result.code !== 0) throw new EnvironmentError(`the Python registry gave no answer (uv: exit code ${result.code})\n${tail(result, 4)}`, "./sutazai doctor says whether the package registry is reachable; PIP_INDEX_URL or UV_DEFAULT_INDEX names a mirror");
    return parsePylock(result.stdout);
  });
}

/** Names, versions and first upload times of a lock in PEP 751's format, as uv writes it. */
export function parsePylock(text: string): Map<string, Release> {
  const blocks = text.split(/^\[\[packages\]\]$/m).slice(1);
  return new Map(blocks.map((block) => {
    const field = (name: string) => new RegExp(`^${name} = "([^"]+)"$`, "m").exec(block)?.[1] ?? "";
    const released = [...block.matchAll(/upload-time = ([0-9T:.Z-]+)/g)].map((m) => m[1]!).sort()[0];
    return [field("name"), { version: field("version"), ...(released === undefined ? {} : { released }) }] as const;
  }));
}

/** The newest release of a package of npm (its `latest`), and when a version was released. @throws EnvironmentError without an answer. */
export async function npmReleases(name: string, version: string): Promise<{ pinned: Release; newest: Release }> {
  const result = await run(["npm", "view", name, "version", "time", "--json"], { timeoutMs: ASK_TIMEOUT_MS });
  if (result.code !== 0) throw new EnvironmentError(`npm gave no answer about ${name} (exit code ${result.code})\n${tail(result, 4)}`, "npm ping says whether the registry is reachable; npm config get registry, which it is");
  const { version: newest, time = {} } = JSON.parse(result.stdout) as { version: string; time?: Record<string, string> };
  const release = (of: string): Release => ({ version: of, ...(time[of] === undefined ? {} : { released: time[of] }) });
  return { pinned: release(version), newest: release(newest) };
}
