/** A program under test: its output with times, its deadline, and a kill that reaches every process it started. */
import { spawn, type ChildProcess } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

const LOG_LENGTH = 12_000;

export class Result {
  readonly command: string;
  /** -1 when it was killed. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;

  constructor(fields: { command: string; code: number; stdout: string; stderr: string; seconds: number }) {
    this.command = fields.command;
    this.code = fields.code;
    this.stdout = fields.stdout;
    this.stderr = fields.stderr;
    this.seconds = fields.seconds;
  }

  /** Both streams. */
  get output(): string {
    return `${this.stdout}\n${this.stderr}`;
  }

  /** For an assertion's message. */
  get log(): string {
    return `${this.command} (exit ${this.code}, ${this.seconds.toFixed(1)} s)\n${this.output.slice(-LOG_LENGTH)}`;
  }

  json<T>(): T {
    try {
      return JSON.parse(this.stdout) as T;
    } catch {
      throw new Error(`standard output is not one JSON document\n${this.log}`);
    }
  }
}

export interface RunOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Unique: by it, in their environment, the program's processes are found. */
  readonly mark: string;
  readonly deadline: number;
}

const MARK = "SUTAZAI_TEST_MARK";

export class Running {
  readonly done: Promise<Result>;
  readonly #child: ChildProcess;
  readonly #mark: string;
  readonly #chunks: { at: number; text: string }[] = [];
  #ended = false;

  constructor([program, ...args]: string[], options: RunOptions) {
    this.#mark = `${MARK}=${options.mark}`;
    const started = performance.now();
    const env: NodeJS.ProcessEnv = { ...process.env, NODE_OPTIONS: "", ...options.env, [MARK]: options.mark };
    this.#child = spawn(program!, args, { cwd: options.cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    this.#child.stdout!.setEncoding("utf8").on("data", (text: string) => ((stdout += text), this.#chunks.push({ at: Date.now(), text })));
    this.#child.stderr!.setEncoding("utf8").on("data", (text: string) => ((stderr += text), this.#chunks.push({ at: Date.now(), text })));
    const deadline = setTimeout(() => {
      stderr += `\n(killed by the test after ${options.deadline / 1000} s)`;
      void this.kill();
    }, options.deadline);
    this.done = new Promise((resolve, reject) => {
      this.#child.on("error", reject);
      this.#child.on("close", (code) => {
        clearTimeout(deadline);
        this.#ended = true;
        resolve(new Result({ command: [program, ...args].join(" "), code: code ?? -1, stdout, stderr, seconds: (performance.now() - started) / 1000 }));
      });
    });
  }

  /** The process ids of the program and of all that it started. */
  pids(): number[] {
    return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(this.#mark);
      } catch {
        return false;
      }
    });
  }

  /** SIGKILL to every one of them, until none is left. */
  async kill(): Promise<void> {
    if (this.#ended) return;
    for (let pids = this.pids(); pids.length > 0; pids = this.pids()) {
      for (const pid of pids) {
        try {
          process.kill(pid, "SIGKILL");
        } catch {
          // It ended by itself.
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await this.done;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** When the output first had this text, in milliseconds since 1970. */
  saidAt(text: string): number | undefined {
    let all = "";
    for (const chunk of this.#chunks) {
      all += chunk.text;
      if (all.includes(text)) return chunk.at;
    }
    return undefined;
  }
}
