/** `test`: runs this project's own tests and counts them honestly: what could not run has failed. */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EXIT, UsageError, type CommandSpec, type Context } from "../command.ts";
import { ensureEngine, ensureTools } from "../engine/install.ts";
import { seconds } from "../output.ts";
import { findOnPath, run } from "../toolchain/run.ts";
import { ensureToolchain } from "../toolchain/index.ts";

export interface Count {
  readonly passed: number;
  readonly failed: number;
}

interface Part {
  readonly name: string;
  /** Undefined when it was skipped; the reason has been printed then. */
  run(context: Context): Promise<Count | undefined>;
}

/** Brings the platform itself up; minutes, so it comes last. */
const PLATFORM = "tests/engine/platform.test.ts";
const SCOPES = ["unit", "estates", "engine", "all"] as const;
type Scope = (typeof SCOPES)[number];

export const test: CommandSpec = {
  name: "test",
  summary: "run the tests: unit (under a minute), estates (four whole legacy checkouts), engine, or all",
  configure: (command) => void command.argument("[scope]", SCOPES.join(", "), "all"),
  async run(context, [scope]) {
    if (!SCOPES.includes(scope as Scope)) throw new UsageError(`"${String(scope)}" is not one of ${SCOPES.join(", ")}`);
    const parts = partsOf(scope as Scope);
    const results: ({ part: string; seconds: number } & Partial<Count>)[] = [];
    for (const part of parts) {
      const started = performance.now();
      context.out.line(`${context.out.paint("bold", "..")} ${part.name}`);
      const count = await part.run(context).catch((error: unknown): Count => {
        context.out.line(error instanceof Error ? error.message : String(error));
        return { passed: 0, failed: 1 };
      });
      const ms = performance.now() - started;
      results.push({ part: part.name, seconds: Math.round(ms / 100) / 10, ...count });
      if (count) context.out.line(`${part.name}: ${count.passed} passed, ${count.failed} failed (${seconds(ms)})\n`);
    }
    const total = sum(results);
    context.out.json({ ...total, parts: results });
    context.out.line(`${total.passed} passed, ${total.failed} failed`);
    return total.failed === 0 && total.passed > 0 ? EXIT.done : EXIT.failed;
  },
};

/** What a scope runs, in this order. */
export function partsOf(scope: Scope): readonly Part[] {
  return scope === "all" ? Object.values(PARTS).flat() : PARTS[scope];
}

function sum(counts: readonly Partial<Count>[]): Count {
  return { passed: counts.reduce((n, c) => n + (c.passed ?? 0), 0), failed: counts.reduce((n, c) => n + (c.failed ?? 0), 0) };
}

const UNIT_PARTS: readonly Part[] = [
  { name: "types", run: async (context) => ((await stream(context, [process.execPath, join(context.root, "node_modules/typescript/bin/tsc"), "--noEmit"])) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }) },
  { name: "toolchain (Go)", run: goTests },
  { name: "unit tests", run: (context) => jest(context, ["--selectProjects", "unit", "--maxWorkers", "100%"], {}) },
];

const ESTATE_PARTS: readonly Part[] = [{ name: "estate tests", run: (context) => jest(context, ["--selectProjects", "estates", "--maxWorkers", "100%"], {}) }];

const ENGINE_PARTS: readonly Part[] = [
  { name: "engine tests", run: (context) => engineTests(context, ["--testPathIgnorePatterns", PLATFORM]) },
  { name: "platform test", run: async (context) => (existsSync(join(context.root, PLATFORM)) ? engineTests(context, ["--testPathPatterns", PLATFORM]) : skipped(context, "platform test", `there is no ${PLATFORM}`)) },
];

const PARTS: Readonly<Record<Exclude<Scope, "all">, readonly Part[]>> = { unit: UNIT_PARTS, estates: ESTATE_PARTS, engine: ENGINE_PARTS };

function skipped(context: Context, name: string, reason: string): undefined {
  context.out.line(`${name}: skipped, ${reason}\n`);
  return undefined;
}

async function engineTests(context: Context, selection: readonly string[]): Promise<Count> {
  await ensureEngine(context);
  await ensureTools(context, ["debootstrap"]);
  const toolchain = await ensureToolchain(context);
  return jest(context, ["--selectProjects", "engine", "--runInBand", ...selection], { ...toolchain.env, SUTAZAI_TOOLCHAIN_BIN: toolchain.bin });
}

async function jest(context: Context, args: readonly string[], env: Readonly<Record<string, string>>): Promise<Count> {
  const scratch = mkdtempSync(join(tmpdir(), "sutazai-test-"));
  const file = join(scratch, "results.json");
  const argv = [process.execPath, join(context.root, "node_modules/jest/bin/jest.js"), "--config", join(context.root, "jest.config.mjs"), ...args, "--json", "--outputFile", file];
  try {
    const code = await stream(context, argv, { ...env, NODE_OPTIONS: "--experimental-vm-modules --no-warnings" });
    return countJest(existsSync(file) ? readFileSync(file, "utf8") : "", code);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** A suite that could not run is a failure; so is a run without a result, without a test, or with a bad exit that no test explains. */
export function countJest(json: string, code: number): Count {
  let results: { numPassedTests?: number; numFailedTests?: number; numRuntimeErrorTestSuites?: number };
  try {
    results = JSON.parse(json) as typeof results;
  } catch {
    return { passed: 0, failed: 1 };
  }
  const passed = results.numPassedTests ?? 0;
  const failed = (results.numFailedTests ?? 0) + (results.numRuntimeErrorTestSuites ?? 0);
  return { passed, failed: failed === 0 && (code !== 0 || passed === 0) ? 1 : failed };
}

/** Go's tests, where Go is there and has compiled the modules already: they must not cost a build. */
async function goTests(context: Context): Promise<Count | undefined> {
  const name = "toolchain (Go)";
  const [go] = await findOnPath("go");
  if (!go) return skipped(context, name, "Go is not on PATH");
  const cwd = join(context.root, "toolchain", "command-plugin");
  // As the toolchain is built (ops/toolchain/plan.ts): what that build compiled is used.
  const env = { ...process.env, GOPROXY: "off", GOFLAGS: "-mod=readonly", CGO_ENABLED: "0", GOWORK: "off", GOTOOLCHAIN: "local" };
  const listed = await run([go, "list", "-trimpath", "-deps", "-test", "-f", "{{if not .Standard}}{{.StaleReason}}{{end}}", "./..."], { cwd, env, timeoutMs: 60_000 });
  if (listed.code !== 0) return skipped(context, name, "its modules are not in Go's cache");
  const cold = listed.stdout.split("\n").filter((reason) => reason !== "" && !reason.includes("available in build cache")).length;
  if (cold > 20) return skipped(context, name, `${cold} packages would have to be compiled first`);
  const tested = await run([go, "test", "-trimpath", "-count=1", "-json", "./..."], { cwd, env, timeoutMs: 300_000 });
  const count = countGo(tested.stdout, tested.code);
  if (count.failed > 0) context.out.line(`${tested.stdout.slice(-4000)}\n${tested.stderr.slice(-4000)}`);
  return count;
}

/** Counts top-level tests and subtests of `go test -json`; a package that does not compile is a failure. */
export function countGo(lines: string, code: number): Count {
  const events = lines.split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line) as { Action: string; Test?: string });
  const of = (action: string) => events.filter((e) => e.Test !== undefined && e.Action === action).length;
  const [passed, failed] = [of("pass"), of("fail")];
  return { passed, failed: failed === 0 && (code !== 0 || passed === 0) ? 1 : failed };
}

/** Runs a program with its output passed on; with --json everything goes to standard error. */
function stream(context: Context, [program, ...args]: string[], env: Readonly<Record<string, string>> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program!, args, { cwd: context.root, env: { ...process.env, ...env }, stdio: ["ignore", context.json ? 2 : 1, 2] });
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
}
