/** Starts an image alone, with its own health check and strict limits, and says what it does. */
import type Docker from "dockerode";
import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { execute } from "../../engine/check.ts";
import { engineMessage, engineStatus } from "../../engine/client.ts";
import { lastLines } from "../../engine/failure.ts";
import { listeningPorts, startVerdict, type Observed, type StartLimits } from "../../legacy/validate/start-verdict.ts";
import type { Verdict } from "../../legacy/validate/outcome.ts";

export interface StartRequest {
  readonly image: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly limits: StartLimits;
  /** Bytes. */
  readonly memory: number;
  readonly signal: AbortSignal;
}

const POLL_MS = 400;
const SECOND_NS = 1e9;
const LOG_LINES = 15;

/**
 * Without a network but its own loopback, without new privileges, with one CPU and 256 processes; the container is removed afterwards.
 * @throws when the signal comes, or the engine does not answer.
 */
export async function start(docker: Docker, request: StartRequest): Promise<Verdict & { readonly log: readonly string[] }> {
  const image = await docker.getImage(request.image).inspect();
  const check = (image.Config as { Healthcheck?: Docker.HealthConfig }).Healthcheck;
  let container: Docker.Container | undefined;
  try {
    container = await docker.createContainer({
      name: request.name,
      Image: request.image,
      Labels: { ...request.labels },
      // The image's own check, asked more often than a service in use would be.
      ...(check?.Test?.length && check.Test[0] !== "NONE" ? { Healthcheck: { ...check, Interval: 2 * SECOND_NS } } : {}),
      HostConfig: {
        NetworkMode: "none",
        Memory: request.memory,
        MemorySwap: request.memory,
        NanoCpus: SECOND_NS,
        PidsLimit: 256,
        SecurityOpt: ["no-new-privileges"],
        LogConfig: { Type: "json-file", Config: { "max-size": "1m" } },
      },
    });
    await container.start();
    const verdict = await watch(container, exposedPorts(image), request);
    return { ...verdict, log: await lastLines(container, LOG_LINES) };
  } catch (error) {
    // An entry point that is not there, or an image without a command: the engine refuses to start it.
    if (engineStatus(error) === undefined) throw error;
    return { outcome: "exits", detail: engineMessage(error), log: [] };
  } finally {
    await container?.remove({ force: true, v: true }).catch(() => {});
  }
}

async function watch(container: Docker.Container, exposed: number[], { limits, signal }: StartRequest): Promise<Verdict> {
  const started = performance.now();
  for (;;) {
    const { State } = await container.inspect();
    const last = State.Health?.Log?.at(-1);
    const health = State.Health?.Status as Observed["health"] | "none";
    const seen: Observed = {
      running: State.Running,
      exitCode: State.ExitCode,
      outOfMemory: State.OOMKilled,
      health: health === "none" ? undefined : health,
      check: last && { exitCode: last.ExitCode, output: last.Output },
      exposed,
      listening: State.Running && exposed.length > 0 ? await listening(container, State.Pid) : undefined,
      seconds: (performance.now() - started) / 1000,
    };
    const verdict = startVerdict(seen, limits, State.Running && seen.seconds < limits.ready ? "" : ((await lastLines(container, 1))[0] ?? "").slice(0, 200));
    if (verdict) return verdict;
    await delay(POLL_MS, undefined, { signal });
  }
}

const exposedPorts = (image: Docker.ImageInspectInfo) => Object.keys(image.Config.ExposedPorts ?? {}).flatMap((port) => (port.endsWith("/udp") ? [] : [Number.parseInt(port, 10)]));

/** Asked inside; an image without `cat` is looked at through this host's /proc, where the engine is local and we may. */
async function listening(container: Docker.Container, pid: number): Promise<number[] | undefined> {
  try {
    const { output } = await execute(container, ["cat", "/proc/net/tcp", "/proc/net/tcp6"], AbortSignal.timeout(5000));
    if (output.includes("local_address")) return listeningPorts(output);
    return listeningPorts(readFileSync(`/proc/${pid}/net/tcp`, "latin1") + readFileSync(`/proc/${pid}/net/tcp6`, "latin1"));
  } catch {
    return undefined;
  }
}
