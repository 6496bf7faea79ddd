/** The service that a check asks, and the ways to ask it. */
import type { ExecResult } from "../../engine/check.ts";
import { LABELS } from "../../infra/names.ts";
import type { PlannedService } from "../../infra/plan-types.ts";

export type VerifySpec = PlannedService["verify"][number];
export type Kind = VerifySpec["kind"];
export type Spec<K extends Kind> = VerifySpec & { readonly kind: K };

export interface Target {
  readonly service: PlannedService;
  /** Runs a shell line inside the container. */
  exec(shell: string, seconds?: number): Promise<ExecResult>;
  /** Runs the service's own health check once. */
  check(): Promise<ExecResult>;
  /** Asks over HTTP, at the host port that the container port is published on. */
  request(port: number, path: string, init?: RequestInit & { readonly seconds?: number }): Promise<HttpAnswer>;
  /** The stack's secrets; read once, only when a check asks. Never put one into a detail. */
  secrets(): Promise<Readonly<Record<string, string>>>;
  /** Waits; a test makes it short. */
  pause(ms: number): Promise<void>;
}

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

export interface Verdict {
  readonly ok: boolean;
  /** What was seen, in a line. */
  readonly detail: string;
}

/** One kind of verify entry: its words in a report, and what it does. A thrown error is a failed check. */
export interface Implementation<K extends Kind> {
  title(spec: Spec<K>): string;
  run(spec: Spec<K>, target: Target): Promise<Verdict>;
}

/** A check that cannot go on; its message becomes the detail. */
export class CheckFailed extends Error {}

export const passed = (detail: string): Verdict => ({ ok: true, detail });

/** For hints: a command without it speaks of stack dev. */
export const stackWords = ({ service }: Target): string => `--stack ${service.labels[LABELS.stack]}`;

/** A secret of the stack. */
export async function secretOf(target: Target, name: string): Promise<string> {
  const value = (await target.secrets())[name];
  if (value === undefined) throw new CheckFailed(`the stack has no secret ${name}: ./sutazai up ${stackWords(target)} makes it`);
  return value;
}

/** The first line of a text, short. */
export function brief(text: string, length = 160): string {
  const line = text.trim().split("\n")[0]!.trim();
  return line.length > length ? `${line.slice(0, length)}...` : line;
}

/** Throws unless the answer is a success; says what was asked and what came. */
export function expectOk(what: string, answer: HttpAnswer): HttpAnswer {
  if (answer.status < 200 || answer.status > 299) throw new CheckFailed(`${what}: HTTP ${answer.status} ${brief(answer.text)}`.trimEnd());
  return answer;
}

/** The JSON of a successful answer. */
export function json<T>(what: string, answer: HttpAnswer): T {
  const { text } = expectOk(what, answer);
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new CheckFailed(`${what}: no JSON but ${brief(text)}`);
  }
}

/** A POST (or other method) with a JSON body. */
export const body = (value: unknown, method = "POST"): RequestInit => ({ method, headers: { "content-type": "application/json" }, body: JSON.stringify(value) });
