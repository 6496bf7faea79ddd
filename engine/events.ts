/** One event stream of the engine for all containers that are waited for. */
import type Docker from "dockerode";
import { LABELS } from "../infra/names.ts";

/** What the engine says of a container: healthy, or why it never will be. */
export type Verdict = string;

interface EngineEvent {
  readonly Action: string;
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
}

/** Open from the first use to the end of the process, which it does not hold up. */
export class Events {
  readonly #docker: Docker;
  readonly #stack: string;
  readonly #watchers = new Map<string, (verdict: Verdict) => void>();
  readonly #makers = new Map<string, (containerId: string) => void>();
  readonly #oom = new Set<string>();
  /** Created, not started yet. */
  readonly #starting = new Set<string>();
  #calmers: (() => void)[] = [];
  #stream: Promise<unknown> | undefined;

  constructor(docker: Docker, stack: string) {
    this.#docker = docker;
    this.#stack = stack;
  }

  watch(containerId: string): { verdict: Promise<Verdict>; close(): void } {
    const verdict = new Promise<Verdict>((resolve) => this.#watchers.set(containerId, resolve));
    void this.open();
    return { verdict, close: () => void this.#watchers.delete(containerId) };
  }

  /** Calls back with the id of every container of this name, as soon as the engine has made it and before it is started, if the stream is quick enough. */
  onCreated(container: string, call: (containerId: string) => void): void {
    this.#makers.set(container, call);
  }

  /** Listens from now on. Without an engine nothing is heard: the calls that need one say so. */
  async open(): Promise<void> {
    this.#stream ??= this.#connect();
    await this.#stream.catch(() => (this.#stream = undefined));
  }

  /**
   * Resolves when no container of the stack is between its creation and its start, or after `seconds`: what is not urgent
   * (a first probe, a limit) then does not slow down the start of its neighbours. Knows what happened since open().
   */
  async calm(seconds: number): Promise<void> {
    if (this.#starting.size === 0) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      timer = setTimeout(resolve, seconds * 1000);
      this.#calmers.push(resolve);
    });
    clearTimeout(timer);
  }

  async #connect(): Promise<unknown> {
    const stream = await this.#docker.getEvents({ filters: { type: ["container"], label: [`${LABELS.stack}=${this.#stack}`] } });
    let rest = "";
    stream.on("data", (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split("\n");
      rest = lines.pop()!;
      for (const line of lines) if (line.trim()) this.#take(JSON.parse(line) as EngineEvent);
    });
    stream.on("error", () => {}).on("close", () => (this.#stream = undefined));
    (stream as { socket?: { unref?: () => void } }).socket?.unref?.();
    return stream;
  }

  #take(event: EngineEvent): void {
    const id = event.Actor.ID;
    if (event.Action === "oom") this.#oom.add(id);
    if (event.Action === "create") {
      this.#starting.add(id);
      this.#makers.get(event.Actor.Attributes.name ?? "")?.(id);
    } else if (["start", "die", "destroy"].includes(event.Action) && this.#starting.delete(id) && this.#starting.size === 0) {
      this.#calmers.splice(0).forEach((resolve) => resolve());
    }
    const verdict = verdictOf(event, this.#oom.has(id));
    if (verdict) this.#watchers.get(id)?.(verdict);
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
