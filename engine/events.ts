/** One event stream of the engine for all containers that are waited for. */
import type Docker from "dockerode";
import { LABELS } from "../infra/names.ts";

/** What the engine says of a container: healthy, or why it never will be. */
export type Verdict = string;

interface EngineEvent {
  readonly Action: string;
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
}

/** Opens the stream with the first watcher and closes it with the last. */
export class Events {
  readonly #docker: Docker;
  readonly #stack: string;
  readonly #watchers = new Map<string, (verdict: Verdict) => void>();
  readonly #oom = new Set<string>();
  #stream: Promise<NodeJS.ReadableStream> | undefined;

  constructor(docker: Docker, stack: string) {
    this.#docker = docker;
    this.#stack = stack;
  }

  watch(containerId: string): { verdict: Promise<Verdict>; close(): void } {
    const verdict = new Promise<Verdict>((resolve) => this.#watchers.set(containerId, resolve));
    this.#stream ??= this.#open();
    return { verdict, close: () => void this.#close(containerId) };
  }

  async #open(): Promise<NodeJS.ReadableStream> {
    const stream = await this.#docker.getEvents({ filters: { type: ["container"], label: [`${LABELS.stack}=${this.#stack}`] } });
    let rest = "";
    stream.on("data", (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split("\n");
      rest = lines.pop()!;
      for (const line of lines) if (line.trim()) this.#take(JSON.parse(line) as EngineEvent);
    });
    stream.on("error", () => {});
    return stream;
  }

  #take(event: EngineEvent): void {
    const id = event.Actor.ID;
    if (event.Action === "oom") this.#oom.add(id);
    const verdict = verdictOf(event, this.#oom.has(id));
    if (verdict) this.#watchers.get(id)?.(verdict);
  }

  async #close(containerId: string): Promise<void> {
    this.#watchers.delete(containerId);
    if (this.#watchers.size > 0) return;
    const stream = this.#stream;
    this.#stream = undefined;
    ((await stream?.catch(() => undefined)) as { destroy?: () => void } | undefined)?.destroy?.();
  }
}

/** The verdict that an event carries, if any. */
export function verdictOf(event: EngineEvent, outOfMemory: boolean): Verdict | undefined {
  switch (event.Action) {
    case "health_status: healthy":
      return "healthy";
    case "health_status: unhealthy":
      return "is unhealthy: its health check failed too often";
    case "die": {
      const code = event.Actor.Attributes.exitCode ?? "?";
      return `died with exit code ${code}${outOfMemory ? " (out of memory)" : ""}`;
    }
    default:
      return undefined;
  }
}
