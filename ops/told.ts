/** Errors as users are told of them: words, an exit code, and with `--json` a document. */
import { CommanderError } from "commander";
import { engineAddress, engineAdvice } from "../engine/client.ts";
import { RegistryError } from "../engine/registry.ts";
import { ProblemsError, type Problem } from "../infra/problems.ts";
import { EnvironmentError, EXIT, OperationError, UsageError, type ExitCode } from "./command.ts";

/** How a command ended that did not do its work. */
export interface Told {
  readonly exit: ExitCode;
  /** Empty where the command has said it itself. */
  readonly message: string;
  /** The words are on standard error already. */
  readonly said?: boolean;
  readonly problems?: readonly Problem[];
}

const KINDS: Readonly<Record<ExitCode, string>> = { [EXIT.done]: "done", [EXIT.failed]: "failed", [EXIT.findings]: "refused", [EXIT.environment]: "environment", [EXIT.usage]: "usage" };

/** A user's mistake is words only; a bug keeps its stack. */
export function told(error: unknown): Told {
  if (error instanceof CommanderError) return { exit: error.exitCode === 0 ? EXIT.done : EXIT.usage, message: error.message, said: true };
  if (error instanceof UsageError) return { exit: EXIT.usage, message: `wrong usage: ${error.message}` };
  if (error instanceof RegistryError || error instanceof EnvironmentError) return { exit: EXIT.environment, message: error.message };
  if (error instanceof ProblemsError) return { exit: exitOf(error), message: error.message, problems: error.problems };
  if (error instanceof OperationError) return { exit: EXIT.failed, message: error.message };
  return ofSystem((error ?? {}) as NodeJS.ErrnoException) ?? { exit: EXIT.failed, message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** Problems of the machine, of the words on the command line alone, or of what was read. */
function exitOf({ subject, problems }: ProblemsError): ExitCode {
  if (subject.endsWith("on this host")) return EXIT.environment;
  return problems.every(({ path }) => path.startsWith("--")) ? EXIT.usage : EXIT.findings;
}

/** What the system says of a path, by its code. */
const SYSTEM: Readonly<Record<string, readonly [words: string, fix: string]>> = {
  ENOENT: ["there is no such file or folder", "correct the path, or make its folder first"],
  EACCES: ["this user may not", "change its owner or mode, or run as a user who may"],
  EPERM: ["this user may not", "change its owner or mode, or run as a user who may"],
  EROFS: ["it lies on a read-only file system", "name a place that can be written"],
  EISDIR: ["it is a folder", "name a file"],
  ENOTDIR: ["a part of the path is no folder", "correct the path"],
  EEXIST: ["it exists already", "name another place, or move it away"],
  ELOOP: ["its links lead in a circle", "correct the links"],
  ENAMETOOLONG: ["its name is too long", "name another place"],
  ENOSPC: ["no space is left there", "make room, then run the command again"],
  EDQUOT: ["this user's quota is used up", "make room, then run the command again"],
};
const VERBS: Readonly<Record<string, string>> = { open: "open", scandir: "read", mkdir: "make", mkdtemp: "make a folder in", write: "write", rename: "move", unlink: "remove", rmdir: "remove", stat: "look at", lstat: "look at", access: "look at" };

function ofSystem({ code = "", syscall = "", path }: NodeJS.ErrnoException): Told | undefined {
  if (syscall === "connect" || syscall === "getaddrinfo") {
    return { exit: EXIT.environment, message: `no Docker Engine answers at ${engineAddress()} (${code})\n  fix: ${engineAdvice(process.env.DOCKER_HOST)}` };
  }
  const known = SYSTEM[code];
  if (known === undefined || (path === undefined && code !== "ENOSPC")) return undefined;
  const [words, fix] = known;
  return { exit: EXIT.failed, message: `cannot ${VERBS[syscall] ?? "use"} ${path ?? "a file"}: ${words} (${code})\n  fix: ${fix}` };
}

/** @returns what `--json` prints for a command that ended before it had a document of its own. */
export const failureDocument = ({ exit, message, problems }: Told) => ({ error: { exit, kind: KINDS[exit], message: message || "see standard error", ...(problems ? { problems } : {}) } });
