/** Errors as users are told of them: words, an exit code, and with `--json` a document. */
import { CommanderError } from "commander";
import { engineAddress, engineAdvice } from "../engine/client.ts";
import { RegistryError } from "../engine/registry.ts";
import { ProblemsError, type Problem } from "../infra/problems.ts";
import { isSystemCode, reasonOf, type SystemCode } from "../infra/system-errors.ts";
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

/** What to do about what the system says of a path. */
const FIXES: Readonly<Record<SystemCode, string>> = {
  ENOENT: "correct the path, or make its folder first",
  EACCES: "change its owner or mode, or run as a user who may",
  EPERM: "change its owner or mode, or run as a user who may",
  EROFS: "name a place that can be written",
  EISDIR: "name a file",
  ENOTDIR: "correct the path",
  EEXIST: "name another place, or move it away",
  ELOOP: "correct the links",
  ENAMETOOLONG: "name another place",
  ENOSPC: "make room, then run the command again",
  EDQUOT: "make room, then run the command again",
  EIO: "the kernel's log (dmesg) says more; name another place, or change the disk",
};
const VERBS: Readonly<Record<string, string>> = { open: "open", scandir: "read", mkdir: "make", mkdtemp: "make a folder in", write: "write", rename: "move", unlink: "remove", rmdir: "remove", stat: "look at", lstat: "look at", access: "look at" };

function ofSystem(error: NodeJS.ErrnoException): Told | undefined {
  const { code = "", syscall = "", path } = error;
  if (syscall === "connect" || syscall === "getaddrinfo") {
    return { exit: EXIT.environment, message: `no Docker Engine answers at ${engineAddress()} (${code})\n  fix: ${engineAdvice(process.env.DOCKER_HOST)}` };
  }
  if (!isSystemCode(code) || (path === undefined && code !== "ENOSPC")) return undefined;
  return { exit: EXIT.failed, message: `cannot ${VERBS[syscall] ?? "use"} ${path ?? "a file"}: ${reasonOf(error)}\n  fix: ${FIXES[code]}` };
}

/** @returns what `--json` prints for a command that ended before it had a document of its own. */
export const failureDocument = ({ exit, message, problems }: Told) => ({ error: { exit, kind: KINDS[exit], message: message || "see standard error", ...(problems ? { problems } : {}) } });
