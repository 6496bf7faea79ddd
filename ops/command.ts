import type { Command } from "commander";
import type { Output } from "./output.ts";

/** Exit codes of the command line (docs/operations.md). */
export const EXIT = { done: 0, failed: 1, findings: 2, environment: 3, usage: 64 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Where a command works: resolved once in cli.ts, the same for every command. */
export interface Context {
  /** The checkout. */
  readonly root: string;
  /** State, keys, journal: `.sutazai` in the checkout, or SUTAZAI_HOME. */
  readonly home: string;
  /** What is costly to make again: toolchain, archives. SUTAZAI_CACHE, default ~/.cache/sutazai. */
  readonly cache: string;
  readonly stack: string;
  readonly json: boolean;
  readonly yes: boolean;
  readonly out: Output;
}

/** One command of `./sutazai`: its words, its options, and what it does. */
export interface CommandSpec {
  readonly name: string;
  readonly summary: string;
  /** Adds arguments and options; `--stack`, `--json` and `--yes` are there already. */
  configure?(command: Command): void;
  /** Arguments as declared in `configure`, options by their camelCase names. */
  run(context: Context, args: readonly unknown[], options: Record<string, unknown>): Promise<ExitCode>;
}

/** Raised when the machine lacks something: exit code 3, with the command that fixes it. */
export class EnvironmentError extends Error {
  readonly fix: string;
  constructor(message: string, fix: string) {
    super(`${message}\n  fix: ${fix}`);
    this.name = "EnvironmentError";
    this.fix = fix;
  }
}

/** Raised when an operation failed for a reason that the user must see in one line: exit code 1. */
export class OperationError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "OperationError";
  }
}

/** Raised for wrong words on the command line: exit code 64. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UsageError";
  }
}
