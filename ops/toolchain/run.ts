import { spawn } from "node:child_process";
import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, join } from "node:path";

export interface RunOptions {
  readonly cwd?: string;
  /** Replaces the whole environment; default is this process's. */
  readonly env?: Record<string, string | undefined>;
  readonly timeoutMs?: number;
  /** Each line of standard error as it comes. */
  readonly onLine?: (line: string) => void;
}

export interface RunResult {
  /** Exit code; -1 when it was ended by a signal or the timeout, 127 when the program does not exist. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program without a shell and waits for it. Never throws: a missing program is code 127. */
export function run(argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return new Promise((resolve) => {
    const child = spawn(argv[0]!, argv.slice(1), {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: options.timeoutMs,
      killSignal: "SIGKILL",
    });
    let stdout = "";
    let stderr = "";
    let rest = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      const lines = (rest + text).split("\n");
      rest = lines.pop()!;
      lines.forEach((line) => options.onLine?.(line));
    });
    child.on("error", (error) => resolve({ code: 127, stdout, stderr: stderr + error.message }));
    child.on("close", (code) => resolve({ code: code ?? -1, stdout, stderr }));
  });
}

/** The last lines of a program's output, for an error message. */
export function tail(result: RunResult, lines = 12): string {
  const all = `${result.stdout}\n${result.stderr}`.split("\n").filter((line) => line.trim() !== "");
  return all.slice(-lines).map((line) => `  | ${line}`).join("\n");
}

/** Every executable of this name on PATH, in its order, leaving out folders below `except`. */
export async function findOnPath(name: string, path = process.env.PATH ?? "", except?: string): Promise<string[]> {
  const found: string[] = [];
  for (const dir of path.split(delimiter)) {
    if (dir === "" || (except && (dir + "/").startsWith(except + "/"))) continue;
    const file = join(dir, name);
    if (await access(file, constants.X_OK).then(() => true, () => false)) found.push(file);
  }
  return found;
}
