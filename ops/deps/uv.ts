/** uv, the resolver for Python: found or installed, and asked. */
import { access, chmod, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { EnvironmentError, type Context } from "../command.ts";
import { withScratch } from "../scratch.ts";
import { pipInstall } from "../toolchain/pip.ts";
import { findOnPath, run, tail, type RunResult } from "../toolchain/run.ts";

/** The lock that images install uv from; the version and hashes here too. */
const UV_LOCK = "images/bases/python-agent-base/uv.lock";
const RESOLVE_TIMEOUT_MS = 300_000;

/** Every resolution is for the images: Debian 12's Python on x86-64, whatever machine asks. */
export const TARGET = { python: "3.11", platform: "x86_64-manylinux_2_36" } as const;

/** uv on PATH where it is the pinned version, else from PyPI into the cache, by its hash. */
export async function ensureUv(context: Context): Promise<string> {
  const lock = join(context.root, UV_LOCK);
  const version = /^uv==(\S+)/m.exec(await readFile(lock, "utf8"))![1]!;
  for (const uv of await findOnPath("uv")) {
    const { stdout } = await run([uv, "--version"], { timeoutMs: 10_000 });
    if (stdout.startsWith(`uv ${version}`)) return uv;
  }
  const home = join(context.cache, `uv-${version}`);
  const uv = join(home, "bin", "uv");
  if (await access(uv).then(() => true, () => false)) return uv;
  return context.out.step(`uv ${version} from PyPI`, async () => {
    const temporary = `${home}.${process.pid}`;
    await mkdir(context.cache, { recursive: true, mode: 0o700 });
    const result = await pipInstall(temporary, ["--require-hashes", "-r", lock]);
    if (result.code !== 0) {
      await rm(temporary, { recursive: true, force: true });
      throw new EnvironmentError(`The resolver, uv ${version}, is not on PATH and pip could not install it\n${tail(result, 6)}`, `install pip with a reachable index, or uv ${version}`);
    }
    // Wheels unpacked by older pips lose the executable bit.
    await chmod(join(temporary, "bin", "uv"), 0o755);
    await rename(temporary, home).catch(() => rm(temporary, { recursive: true, force: true }));
    return uv;
  });
}

/** What the resolver says of requirements. */
export type Verdict = { readonly versions: ReadonlyMap<string, string> } | { readonly reason: string };

export interface Wish {
  /** Requirement lines. */
  readonly lines: readonly string[];
  /** Only the named packages, without what they need. */
  readonly noDeps?: boolean;
  /** The oldest versions that serve, of what is asked for directly. */
  readonly lowest?: boolean;
}

export type Resolve = (wish: Wish) => Promise<Verdict>;

/**
 * Asks uv; wheels only unless `builds`, because a package that must be built runs its own code to name what it needs.
 * @throws EnvironmentError when no verdict can be had (registry unreachable, time over).
 */
export function resolver(uv: string, env: Record<string, string | undefined>, { python = TARGET.python, builds = false }: { python?: string; builds?: boolean } = {}): Resolve {
  return async ({ lines, noDeps = false, lowest = false }) => {
    return withScratch(async (scratch) => {
      const file = join(scratch, "requirements.in");
      await writeFile(file, lines.join("\n") + "\n");
      const flags = [...(noDeps ? ["--no-deps"] : []), ...(lowest ? ["--resolution", "lowest-direct"] : []), ...(builds ? [] : ["--no-build"])];
      const argv = [uv, "pip", "compile", "--quiet", "--no-header", "--no-annotate", "--python-version", python, "--python-platform", TARGET.platform, ...flags, file];
      return verdictOf(await run(argv, { cwd: scratch, env, timeoutMs: RESOLVE_TIMEOUT_MS }));
    });
  };
}

/** Names pip's index where uv has none of its own: its environment variable, else its configuration file. */
export async function uvSettings(context: Context): Promise<Record<string, string | undefined>> {
  const pip = process.env.PIP_INDEX_URL ?? (await run(["python3", "-m", "pip", "config", "get", "global.index-url"], { timeoutMs: 20_000 })).stdout.trim();
  return uvEnv({ ...process.env, PIP_INDEX_URL: pip || undefined }, context.cache);
}

/** The user's environment, with pip's settings where uv has none of its own, and uv's store in our cache; pure. */
export function uvEnv(user: Record<string, string | undefined>, cache: string): Record<string, string | undefined> {
  return {
    ...user,
    UV_CACHE_DIR: user.UV_CACHE_DIR ?? join(cache, "uv-store"),
    UV_DEFAULT_INDEX: user.UV_DEFAULT_INDEX ?? user.UV_INDEX_URL ?? user.PIP_INDEX_URL,
    UV_EXTRA_INDEX_URL: user.UV_EXTRA_INDEX_URL ?? user.PIP_EXTRA_INDEX_URL,
    SSL_CERT_FILE: user.SSL_CERT_FILE ?? user.PIP_CERT,
    // A company's own certificate authority is in the system's store.
    UV_SYSTEM_CERTS: user.UV_SYSTEM_CERTS ?? "true",
  };
}

/** Reads uv's answer: a refusal is "No solution found", or a line that it cannot read, which no change of others mends. */
export function verdictOf(result: RunResult): Verdict {
  if (result.code === 0) return { versions: pins(result.stdout) };
  if (result.code === 1 && result.stderr.includes("No solution found")) return { reason: reasonOf(result.stderr) };
  const unreadable = /Couldn't parse requirement[^\n]*\n\s*cause: ([^\n]+)/.exec(result.stderr)?.[1];
  if (unreadable !== undefined) return { reason: unreadable };
  throw new EnvironmentError(`The resolver gave no verdict (exit code ${result.code})\n${tail(result, 6)}`, "./sutazai doctor says whether the package registry is reachable; PIP_INDEX_URL or UV_DEFAULT_INDEX names a mirror");
}

/** `name==version` lines of a lock or of uv's output. */
export function pins(text: string): Map<string, string> {
  return new Map([...text.matchAll(/^([a-z0-9-]+)(?:\[[^\]]*\])?==([^\s;\\]+)/gm)].map(([, name, version]) => [name!, version!]));
}

/** The derivation in one paragraph, without the box around it. */
function reasonOf(stderr: string): string {
  const start = stderr.slice(stderr.indexOf("No solution found")).split("\n").slice(1).join("\n");
  const paragraph = start.split(/\n\s*\n/)[0]!;
  return paragraph.replace(/^\s*(cause:|╰─▶)\s*/, "").replace(/\s+/g, " ").trim();
}
