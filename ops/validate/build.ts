/** One image build through the engine's API, with its log, its time and its steps. */
import type Docker from "dockerode";
import type { Pack } from "tar-stream";
import { engineMessage } from "../../engine/client.ts";
import { proxyArguments } from "../../engine/proxies.ts";
import { DOCKERFILE } from "./context.ts";

export interface BuildRequest {
  /** A new stream of the context for every try. */
  readonly context: () => Pack;
  readonly tag: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly target: string | undefined;
  readonly noCache: boolean;
  readonly timeLimitSeconds: number;
  /** Ends the build. */
  readonly signal: AbortSignal;
  /** Told of each intermediate image that the classic builder names. */
  readonly onLayer: (id: string) => void;
}

export interface BuildResult {
  /** The engine's error; undefined when the image was built. */
  readonly error: string | undefined;
  readonly timedOut: boolean;
  readonly log: readonly string[];
  readonly seconds: number;
  /** Steps that ran or came from the cache, and those that came from it. */
  readonly steps: number;
  readonly cached: number;
}

/** The client follows BuildKit's stream, too; its types do not know it yet. */
interface Follower {
  followProgress(stream: NodeJS.ReadableStream, end: (error: Error | null) => void, progress: (event: Event) => void): void;
}

type Event = { stream?: string; error?: string; errorDetail?: { message?: string }; status?: string };

/** Builds with the classic builder; with BuildKit where the Dockerfile demands it. @throws when the engine does not answer. */
export async function build(docker: Docker, request: BuildRequest): Promise<BuildResult> {
  const classic = await attempt(docker, request, "1");
  return /requires BuildKit/i.test(`${classic.error} ${classic.log.at(-1)}`) ? attempt(docker, request, "2") : classic;
}

async function attempt(docker: Docker, request: BuildRequest, version: "1" | "2"): Promise<BuildResult> {
  const started = performance.now();
  const log: string[] = [];
  const limit = AbortSignal.timeout(request.timeLimitSeconds * 1000);
  const unreadable = new AbortController();
  const stop = AbortSignal.any([limit, request.signal, unreadable.signal]);
  const context = request.context().on("error", (error: Error) => unreadable.abort(error));
  let failure: string | undefined;
  try {
    const stream = await docker.buildImage(context as unknown as NodeJS.ReadableStream, {
      dockerfile: DOCKERFILE,
      t: request.tag,
      labels: { ...request.labels },
      buildargs: proxyArguments(),
      nocache: request.noCache,
      rm: true,
      forcerm: true,
      version,
      ...(request.target === undefined ? {} : { target: request.target }),
      // The engine gives up a build whose client has gone.
      abortSignal: stop,
    });
    // The client closes BuildKit's session only at an end, which an ended build has not; an open one would keep this process.
    stream.on("close", () => void (stop.aborted && stream.emit("end"))).on("error", () => {});
    failure = await followed(docker, stream, version, log);
  } catch (error) {
    const refused = (error as { statusCode?: number }).statusCode !== undefined;
    if (!refused && !stop.aborted) throw error;
    failure = engineMessage(error).replace(/^\(HTTP code \d+\) [\w ]+ - /, "").trim();
  }
  for (const line of log) {
    const layer = /^ ---> ([0-9a-f]{12})$/.exec(line)?.[1];
    if (layer !== undefined) request.onLayer(layer);
  }
  request.signal.throwIfAborted();
  if (unreadable.signal.aborted) failure = `the context cannot be read: ${(unreadable.signal.reason as Error).message}`;
  const timedOut = limit.aborted;
  const steps = log.filter((line) => /^Step \d+\/\d+ : |^CACHED: \[|^\[sha256:\S+\] \[/.test(line));
  return {
    error: timedOut ? `not finished within ${request.timeLimitSeconds} s` : failure,
    timedOut,
    log,
    seconds: (performance.now() - started) / 1000,
    steps: steps.length,
    cached: log.filter((line) => /^ ---> Using cache|^CACHED: \[/.test(line)).length,
  };
}

/** The engine's error, or undefined at a good end. */
function followed(docker: Docker, stream: NodeJS.ReadableStream, version: "1" | "2", log: string[]): Promise<string | undefined> {
  let failure: string | undefined;
  let open = "";
  return new Promise((resolve) => {
    (docker as unknown as Follower).followProgress(
      stream,
      (error) => {
        log.push(...plainLines(open));
        resolve(failure ?? (error ? engineMessage(error) : undefined));
      },
      (event: Event) => {
        const lines = (open + (event.stream ?? "")).split(/\r?\n/);
        open = lines.pop()!;
        log.push(...lines.flatMap((line) => plainLines(version === "2" ? fromBuildKit(line) : line)));
        failure ??= event.errorDetail?.message ?? event.error;
      },
    );
  });
}

/** Of BuildKit the client hands on what steps print as base64, each piece on a line of its own; its own lines have blanks. */
export function fromBuildKit(line: string): string {
  return /^[A-Za-z0-9+/]+={0,2}$/.test(line) && line.length % 4 === 0 ? Buffer.from(line, "base64").toString("utf8") : line;
}

/** Lines without colours. */
export function plainLines(text: string): string[] {
  // eslint-disable-next-line no-control-regex
  return text.replace(/\u001b\[[\d;]*m/g, "").split(/\r?\n/).filter((line) => line.trim() !== "");
}
