/** npm, the resolver for JavaScript: asked whether a package.json's dependencies can be installed together. */
import { copyFile, rm, writeFile } from "node:fs/promises";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { EnvironmentError } from "../command.ts";
import { withScratch } from "../scratch.ts";
import { run, tail, type RunResult } from "../toolchain/run.ts";
import type { Requirement, RequirementsFile, Unread } from "./requirements.ts";
import type { Resolve, Verdict } from "./uv.ts";

const RESOLVE_TIMEOUT_MS = 900_000;
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

/**
 * Asks npm with the manifest's own settings (`overrides`, the `.npmrc` and the lock beside it) and some of its dependencies.
 * All of them together with a lock that belongs to them need no resolution.
 */
export function npmResolver(file: string, text: string): Resolve {
  const manifest = JSON.parse(text) as Manifest;
  const all = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).length;
  return ({ lines }) => inCopy(file, async (scratch, locked) => {
    if (locked && lines.length === all && (await npm(scratch, ["ci", "--dry-run"])).code === 0) return { versions: lockedVersions(join(scratch, "package-lock.json")) };
    const { devDependencies: _dev, scripts: _scripts, workspaces: _workspaces, ...rest } = manifest;
    const dependencies = Object.fromEntries(lines.map((line) => [line.slice(0, line.lastIndexOf("@")), line.slice(line.lastIndexOf("@") + 1)]));
    await writeFile(join(scratch, "package.json"), JSON.stringify({ ...rest, dependencies }));
    await rm(join(scratch, "package-lock.json"), { force: true });
    return npmVerdict(await npm(scratch, ["install", "--package-lock-only"]), () => lockedVersions(join(scratch, "package-lock.json")));
  });
}

const npm = (cwd: string, args: readonly string[]): Promise<RunResult> => run(["npm", ...args, "--ignore-scripts", "--no-audit", "--no-fund"], { cwd, timeoutMs: RESOLVE_TIMEOUT_MS });

/** Works on copies of a package.json and what lies beside it. */
async function inCopy<T>(file: string, work: (scratch: string, locked: boolean) => Promise<T>): Promise<T> {
  return withScratch(async (scratch) => {
    const there = ["package.json", "package-lock.json", ".npmrc"].filter((name) => existsSync(join(dirname(file), name)));
    for (const name of there) await copyFile(join(dirname(file), name), join(scratch, name));
    return await work(scratch, there.includes("package-lock.json"));
  });
}

/** Versions by place, because npm may install several of one package. */
function lockedVersions(file: string): Map<string, string> {
  return npmPins(readFileSync(file, "utf8"));
}

/** `node_modules/a/node_modules/b` -> version, of a package-lock.json (version 2 or 3). */
export function npmPins(lock: string): Map<string, string> {
  const { packages = {} } = JSON.parse(lock) as { packages?: Record<string, { version?: string }> };
  return new Map(Object.entries(packages).flatMap(([path, { version }]) => (path === "" || version === undefined ? [] : [[path, version] as const])));
}

/** Reads npm's answer. @throws EnvironmentError when it is neither a resolution nor a refusal (registry unreachable, time over). */
export function npmVerdict(result: RunResult, versions: () => Map<string, string>): Verdict {
  if (result.code === 0) return { versions: versions() };
  const lines = result.stderr.split("\n").map((line) => line.replace(/^npm (error|ERR!) ?/, "").trim());
  if (UNSOLVED.test(result.stderr)) return { reason: lines.filter((line) => line !== "" && !/^(code |Fix the|this command|to accept|For a full|A complete log|\/)/.test(line)).slice(0, 8).join("; ") };
  throw new EnvironmentError(`npm gave no verdict (exit code ${result.code})\n${tail(result, 6)}`, "npm ping says whether the registry is reachable; npm config get registry, which it is");
}
