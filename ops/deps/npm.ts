/** npm, the resolver for JavaScript: asked whether a package.json's dependencies can be installed together. */
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { EnvironmentError } from "../command.ts";
import { run, tail, type RunResult } from "../toolchain/run.ts";
import type { Requirement, RequirementsFile, Unread } from "./requirements.ts";
import type { Resolve, Verdict } from "./uv.ts";

const RESOLVE_TIMEOUT_MS = 300_000;
const UNSOLVED = /npm (?:error|ERR!) code (ERESOLVE|ETARGET|E404|EINVALIDTAGNAME|EUNSUPPORTEDPROTOCOL)/;

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

/** The direct dependencies of a package.json, with the line that names each; `text` is `name@range`. */
export function readManifest({ path, text }: RequirementsFile): { requirements: Requirement[]; unread: Unread[] } {
  let manifest: Manifest;
  try {
    manifest = JSON.parse(text) as Manifest;
  } catch (error) {
    return { requirements: [], unread: [{ place: { file: path, line: 1 }, text: "", why: `not JSON: ${(error as Error).message}` }] };
  }
  const lines = text.split("\n");
  const requirements = (["dependencies", "devDependencies"] as const).flatMap((field) => {
    const from = Math.max(0, lines.findIndex((line) => line.includes(`"${field}"`)));
    return Object.entries(manifest[field] ?? {}).map(([name, range]): Requirement => {
      const at = lines.findIndex((line, i) => i >= from && line.includes(`"${name}"`));
      return { name, text: `${name}@${range}`, places: [{ file: path, line: at + 1 }] };
    });
  });
  return { requirements, unread: [] };
}

/** Asks npm with the manifest's own settings (`overrides`, the `.npmrc` beside it) and some of its dependencies. */
export function npmResolver(file: string, manifest: string): Resolve {
  return async ({ lines }) => {
    const scratch = await mkdtemp(join(tmpdir(), "sutazai-npm-"));
    try {
      const { devDependencies: _dev, scripts: _scripts, workspaces: _workspaces, ...rest } = JSON.parse(manifest) as Manifest;
      const dependencies = Object.fromEntries(lines.map((line) => [line.slice(0, line.lastIndexOf("@")), line.slice(line.lastIndexOf("@") + 1)]));
      await writeFile(join(scratch, "package.json"), JSON.stringify({ ...rest, dependencies }));
      const settings = join(dirname(file), ".npmrc");
      if (existsSync(settings)) await copyFile(settings, join(scratch, ".npmrc"));
      const result = await run(["npm", "install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: scratch, timeoutMs: RESOLVE_TIMEOUT_MS });
      return npmVerdict(result);
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  };
}

/** Reads npm's answer. @throws EnvironmentError when it is neither a resolution nor a refusal (registry unreachable, time over). */
export function npmVerdict(result: RunResult): Verdict {
  if (result.code === 0) return { versions: new Map() };
  const lines = result.stderr.split("\n").map((line) => line.replace(/^npm (error|ERR!) ?/, "").trim());
  if (UNSOLVED.test(result.stderr)) return { reason: lines.filter((line) => line !== "" && !/^(code |Fix the|this command|to accept|For a full|A complete log|\/)/.test(line)).slice(0, 8).join("; ") };
  throw new EnvironmentError(`npm gave no verdict (exit code ${result.code})\n${tail(result, 6)}`, "npm ping says whether the registry is reachable; npm config get registry, which it is");
}

/** Whether a package.json and its lock belong together: what `npm ci` asks first. Undefined where they do. */
export async function lockMismatch(folder: string): Promise<string | undefined> {
  const result = await run(["npm", "ci", "--dry-run", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: folder, timeoutMs: RESOLVE_TIMEOUT_MS });
  if (result.code === 0) return undefined;
  return result.stderr.split("\n").filter((line) => /(Missing|Invalid|in sync|code )/.test(line)).map((line) => line.replace(/^npm (error|ERR!) ?/, "")).join("; ");
}
