import type Docker from "dockerode";
import type { Owner } from "../infra/names.ts";
import type { Events } from "../engine/events.ts";
import type { Hooks } from "./hooks.ts";

/** What components need besides their args: the engine for hooks, the stack's secrets, one shared failure. */
export interface Runtime {
  readonly docker: Docker;
  readonly events: Events;
  readonly hooks: Hooks;
  readonly owner: Owner;
  /** The checkout: build contexts are below it. */
  readonly root: string;
  readonly cache: string;
  /** Values by name; never becomes a resource input. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Keys the digests of secret files. */
  readonly digestKey: string;
  /** Aborted by the first service that fails, so that the deploy ends at once. */
  readonly failure: AbortController;
  /** Told of each service that became ready, with its seconds. */
  onReady?(service: string, seconds: number): void;
}
