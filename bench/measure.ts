/** Clocks and statistics. Nothing here judges a figure. */
import { spawn } from "node:child_process";
import { OperationError } from "../ops/command.ts";

export interface Timed {
  readonly seconds: number;
  readonly code: number;
  readonly output: string;
  /** The process, while it runs: for what watches it. */
  readonly pid: number;
}

export interface TimedOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Each piece of output with the wall-clock time at which it came. */
  readonly onOutput?: (text: string, at: number) => void;
  readonly limitSeconds?: number;
}

let interrupted = false;

/** From now on an interrupt ends the command that is being measured, and no other is begun: what was made can be removed. */
export function endOnInterrupt(): void {
  for (const signal of ["SIGINT", "SIGTERM"]) if (process.listenerCount(signal) === 0) process.on(signal, () => (interrupted = true));
}

/** Runs a command and measures it from start to end; both streams are kept in the order in which they came. */
export function timed(argv: readonly string[], options: TimedOptions = {}): Promise<Timed> {
  if (interrupted) return Promise.reject(new OperationError("interrupted"));
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(argv[0]!, argv.slice(1), {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: (options.limitSeconds ?? 1800) * 1000,
    });
    let output = "";
    const take = (chunk: Buffer) => {
      output += chunk.toString();
      options.onOutput?.(chunk.toString(), Date.now());
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.on("error", reject);
    child.on("close", (code) => resolve({ seconds: (performance.now() - started) / 1000, code: code ?? -1, output, pid: child.pid! }));
  });
}

/** As `timed`, but a failure is an error with the command's last lines. */
export async function timedWell(what: string, argv: readonly string[], options: TimedOptions = {}): Promise<Timed> {
  const result = await timed(argv, options);
  if (result.code !== 0) {
    const tail = result.output.split("\n").filter((l) => l.trim() !== "").slice(-15).map((l) => `  | ${l}`).join("\n");
    throw new OperationError(`${what} ended with code ${result.code} after ${result.seconds.toFixed(1)} s\n${tail}`);
  }
  return result;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The median of the ratios of pairs: a slow minute of the machine falls on both halves of a pair. */
export function medianRatio(over: readonly number[], under: readonly number[]): number {
  return median(over.map((value, i) => value / under[i]!));
}
