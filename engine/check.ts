/** Commands inside a container, by the engine's exec. */
import type Docker from "dockerode";
import { demultiplex } from "./failure.ts";

export interface ExecResult {
  readonly exit: number;
  /** False when it was let go of before its end. */
  readonly ended: boolean;
  /** Both streams as they came. */
  readonly output: string;
}

/** What is kept of an output; a runaway command must not fill this process. */
const OUTPUT_LIMIT = 1024 ** 2;

/**
 * Runs a command to its end. An abort lets go of it and answers exit 1; the command itself runs on, the engine cannot end it.
 * @throws the client's error when the container cannot be asked.
 */
export async function execute(container: Docker.Container, argv: readonly string[], signal?: AbortSignal): Promise<ExecResult> {
  const exec = await container.exec({ Cmd: [...argv], AttachStdout: true, AttachStderr: true });
  const stream = await exec.start({ hijack: true, stdin: false });
  const chunks: Buffer[] = [];
  let size = 0;
  await new Promise<void>((resolve) => {
    const letGo = () => ((stream as { destroy?: () => void }).destroy?.(), resolve());
    stream.on("data", (chunk: Buffer) => void (size < OUTPUT_LIMIT && (chunks.push(chunk), (size += chunk.length))));
    stream.on("end", resolve).on("close", resolve).on("error", () => resolve());
    if (signal?.aborted) letGo();
    else signal?.addEventListener("abort", letGo, { once: true });
  });
  const ended = signal?.aborted !== true;
  return { exit: ended ? await exitCode(exec) : 1, ended, output: demultiplex(Buffer.concat(chunks)) };
}

/** The stream may end an instant before the engine knows the exit code. */
async function exitCode(exec: Docker.Exec): Promise<number> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const { ExitCode, Running } = await exec.inspect();
    if (!Running && ExitCode !== null) return ExitCode;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return 1;
}

/** Runs a health check once: `["CMD-SHELL", line]` or `["CMD", ...argv]`, as in the engine's own form. */
export async function checkOnce(container: Docker.Container, test: readonly string[], seconds: number): Promise<ExecResult> {
  const [kind, ...words] = test;
  const argv = kind === "CMD-SHELL" ? ["/bin/sh", "-c", words[0]!] : words;
  return execute(container, argv, AbortSignal.timeout(seconds * 1000));
}
