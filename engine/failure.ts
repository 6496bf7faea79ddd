import type Docker from "dockerode";
import { engineMessage } from "./client.ts";

const LOG_LINES = 20;

/** An error for people: what happened to the service, its check's last output, its last log lines, what to do next. */
export async function describeFailure(container: Docker.Container, target: { stack: string; service: string }, what: string, seconds: number): Promise<Error> {
  const [state, lines] = await Promise.all([container.inspect().then((i) => i.State, () => undefined), lastLines(container, LOG_LINES)]);
  const health = state?.Health?.Log?.at(-1);
  const out = [
    `service ${target.service} ${what} (${seconds.toFixed(1)} s after its start)`,
    ...(state?.OOMKilled ? ["  it was killed for using more memory than its limit"] : []),
    ...(health && health.ExitCode !== 0 ? [`  its health check: exit ${health.ExitCode}: ${health.Output.trim().slice(0, 300) || "no output"}`] : []),
    lines.length > 0 ? `  its last log lines:\n${lines.map((l) => `    ${l}`).join("\n")}` : "  it logged nothing",
    `  next: ./sutazai logs ${target.service} --stack ${target.stack}; correct it, then deploy again (it is tried again from the start)`,
  ];
  return new Error(out.join("\n"));
}

/** The last lines of both streams, oldest first; an empty list when the container is gone. */
export async function lastLines(container: Docker.Container, count: number): Promise<string[]> {
  try {
    const raw = await container.logs({ stdout: true, stderr: true, tail: count, follow: false });
    return demultiplex(raw as unknown as Buffer).split("\n").filter((line) => line.trim() !== "").slice(-count);
  } catch (error) {
    return [`(no log: ${engineMessage(error)})`];
  }
}

/** Text of the engine's framed stream: 8 bytes of head (stream, length), then payload. Raw text of a TTY passes through. */
export function demultiplex(buffer: Buffer): string {
  const parts: Buffer[] = [];
  let at = 0;
  while (at + 8 <= buffer.length) {
    if (buffer[at]! > 2 || buffer[at + 1] !== 0) return buffer.toString();
    const length = buffer.readUInt32BE(at + 4);
    parts.push(buffer.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return Buffer.concat(parts).toString();
}
