/** `deps lock`: resolves every lock anew, keeping each version that still serves, and shows what changed. */
import { copyFile, writeFile } from "node:fs/promises";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { CONSTRAINTS, PYTHON_LOCKS, type PythonLock } from "../../infra/locks.ts";
import { counted } from "../../infra/words.ts";
import { EXIT, OperationError, type Context, type ExitCode } from "../command.ts";
import { withScratch } from "../scratch.ts";
import { run, tail } from "../toolchain/run.ts";
import { NPM_CONSTRAINTS, NPM_FOLDERS, withConstraints } from "./constraints.ts";
import { npmPins, npmVerdict } from "./npm.ts";
import { ensureUv, pins, TARGET, uvSettings, verdictOf } from "./uv.ts";

const LOCK_TIMEOUT_MS = 900_000;

export interface LockOptions {
  /** Writes nothing; exit 2 when a lock is not what its requirements resolve to. */
  readonly check: boolean;
  /** Takes the newest versions that the requirements allow, instead of keeping what serves. */
  readonly upgrade: boolean;
}

export interface PinChange {
  readonly name: string;
  readonly from?: string;
  readonly to?: string;
}

interface Renewed {
  readonly lock: string;
  readonly changes: readonly PinChange[];
  /** Its text differs, if only in hashes. */
  readonly changed: boolean;
}

export async function lockDependencies(context: Context, options: LockOptions): Promise<ExitCode> {
  const uv = await ensureUv(context);
  const env = await uvSettings(context);
  const renewed: Renewed[] = [];
  // The constraints come first: the shared locks are resolved under them.
  let constraints = readFileSync(join(context.root, CONSTRAINTS), "utf8");
  const step = async (lock: string, work: (old: string) => Promise<string>, read: (text: string) => Map<string, string>) => {
    const file = join(context.root, lock);
    const old = existsSync(file) ? readFileSync(file, "utf8") : "";
    const text = await context.out.step(lock, () => work(old));
    if (text !== old && !options.check) writeFileSync(file, text);
    renewed.push({ lock, changes: changesOf(read(old), read(text)), changed: text !== old });
    return text;
  };
  constraints = await step(CONSTRAINTS, (old) => compile(context, uv, env, { argv: [...constraintsArgv(options), ...sharedRequirements().map((r) => join(context.root, r))], old, name: CONSTRAINTS }), pins);
  for (const lock of PYTHON_LOCKS) await step(lock.lock, (old) => pythonLock(context, uv, env, { lock, old, constraints, options }), pins);
  for (const folder of NPM_FOLDERS) await step(`${folder}/package-lock.json`, (old) => npmLock(context, folder, old, options), npmPins);
  return end(context, renewed, options);
}

const sharedRequirements = (): string[] => PYTHON_LOCKS.filter((l) => l.shared).map((l) => l.requirements);

/** Flags of every `uv pip compile`, for the images' Python. */
export function compileArgv({ noDeps, builds, without = [] }: Pick<PythonLock, "noDeps" | "builds" | "without">, { upgrade }: Pick<LockOptions, "upgrade">): string[] {
  return [
    "--python-version", TARGET.python, "--python-platform", TARGET.platform, "--no-annotate", "--custom-compile-command", "./sutazai deps lock",
    ...(noDeps ? ["--no-deps"] : []),
    ...(builds ? [] : ["--no-build"]),
    ...(upgrade ? ["--upgrade"] : []),
    ...without.flatMap((name) => ["--no-emit-package", name]),
  ];
}

const constraintsArgv = (options: LockOptions): string[] => [...compileArgv({}, options), "--no-header"];

interface Compiled {
  readonly argv: readonly string[];
  readonly old: string;
  /** For messages. */
  readonly name: string;
}

/** Resolves over a copy of the old lock: uv keeps its versions where they serve. */
async function compile(context: Context, uv: string, env: Record<string, string | undefined>, { argv, old, name }: Compiled): Promise<string> {
  return withScratch(async (scratch) => {
    const output = join(scratch, basename(name));
    if (old !== "") await writeFile(output, old);
    const result = await run([uv, "pip", "compile", "--quiet", "--output-file", output, ...argv], { cwd: context.root, env, timeoutMs: LOCK_TIMEOUT_MS });
    const verdict = verdictOf(result);
    if ("reason" in verdict) throw new OperationError(`${name} cannot be resolved: ${verdict.reason}\n  fix: ./sutazai deps check names the smallest set of requirements that exclude each other`);
    return readFileSync(output, "utf8");
  });
}

interface PythonWork {
  readonly lock: PythonLock;
  readonly old: string;
  readonly constraints: string;
  readonly options: LockOptions;
}

async function pythonLock(context: Context, uv: string, env: Record<string, string | undefined>, { lock, old, constraints, options }: PythonWork): Promise<string> {
  return withScratch(async (scratch) => {
    const shared = join(scratch, "shared.txt");
    await writeFile(shared, constraints);
    const argv = ["--generate-hashes", ...compileArgv(lock, options), ...(lock.shared ? ["--constraints", shared] : []), join(context.root, lock.requirements)];
    const plain = () => compile(context, uv, env, { argv, old, name: lock.lock });
    // What is left out has no version in the lock, so its newer ones could move the others: those are held.
    if (options.upgrade || old === "" || (lock.without ?? []).length === 0) return await plain();
    const held = join(scratch, "held.txt");
    await writeFile(held, [...pins(old)].map(([name, version]) => `${name}==${version}\n`).join(""));
    return await compile(context, uv, env, { argv: ["--constraints", held, ...argv], old, name: lock.lock }).catch((error: unknown) => {
      if (error instanceof OperationError) return plain();
      throw error;
    });
  });
}

/** Brings the shared versions into the package.json, then lets npm make the lock; registry addresses stay out of it (`.npmrc`). */
async function npmLock(context: Context, folder: string, old: string, { check, upgrade }: LockOptions): Promise<string> {
  const from = join(context.root, folder);
  return withScratch(async (scratch) => {
    const shared = JSON.parse(readFileSync(join(context.root, NPM_CONSTRAINTS), "utf8")) as Record<string, string>;
    const manifest = withConstraints(readFileSync(join(from, "package.json"), "utf8"), shared);
    if (!check) writeFileSync(join(from, "package.json"), manifest);
    await writeFile(join(scratch, "package.json"), manifest);
    await copyFile(join(from, ".npmrc"), join(scratch, ".npmrc"));
    if (old !== "" && !upgrade) await writeFile(join(scratch, "package-lock.json"), old);
    const result = await run(["npm", "install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: scratch, timeoutMs: LOCK_TIMEOUT_MS });
    const verdict = npmVerdict(result, () => new Map());
    if ("reason" in verdict) throw new OperationError(`${folder}/package.json cannot be resolved: ${verdict.reason}\n${tail(result, 4)}`);
    return readFileSync(join(scratch, "package-lock.json"), "utf8");
  });
}

/** What differs between two sets of pins, by name. */
export function changesOf(old: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): PinChange[] {
  const names = [...new Set([...old.keys(), ...now.keys()])].sort();
  return names.filter((name) => old.get(name) !== now.get(name)).map((name) => ({ name, ...(old.has(name) ? { from: old.get(name)! } : {}), ...(now.has(name) ? { to: now.get(name)! } : {}) }));
}

function end(context: Context, renewed: readonly Renewed[], { check }: LockOptions): ExitCode {
  const differ = renewed.filter((r) => r.changed);
  for (const { lock, changes } of differ) {
    context.out.line(`${lock}: ${changes.length === 0 ? "same versions, other text" : counted(changes.length, "version")}`);
    for (const { name, from, to } of changes) context.out.line(`  ${name} ${from ?? "(new)"} -> ${to ?? "(gone)"}`);
  }
  const state = differ.length === 0 ? "all as their requirements resolve" : check ? `${differ.length} differ; fix: ./sutazai deps lock` : `${differ.length} written; ./sutazai up builds what installs them`;
  context.out.line(`${renewed.length} locks: ${state}`);
  context.out.json({ check, written: !check && differ.length > 0, locks: renewed });
  return check && differ.length > 0 ? EXIT.findings : EXIT.done;
}
