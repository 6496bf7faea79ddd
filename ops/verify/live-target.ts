/** The real ways to ask a service: the engine's exec, and HTTP at its published ports. */
import { setTimeout as pause } from "node:timers/promises";
import type Docker from "dockerode";
import { checkOnce } from "../../engine/check.ts";
import type { PlannedService } from "../../infra/plan-types.ts";
import { CheckFailed, type HttpAnswer, type Target } from "./target.ts";

/** Seconds for one question. */
const LIMIT = 10;
/** Of an answer that is longer, the rest is not looked at. */
const TEXT_LIMIT = 4 * 1024 ** 2;

export function liveTarget(service: PlannedService, docker: Pick<Docker, "getContainer">, secrets: Target["secrets"]): Target {
  return {
    service,
    secrets,
    pause: (ms) => pause(ms),
    exec: async (shell, seconds = LIMIT) => {
      const result = await checkOnce(docker.getContainer(service.container), ["CMD-SHELL", shell], seconds);
      if (!result.ended) throw new CheckFailed(`no end after ${seconds} s`);
      return result;
    },
    check: () => checkOnce(docker.getContainer(service.container), service.health.test, service.health.timeout),
    request: (port, path, init = {}) => ask(`http://${hostAddress(service, port)}${path}`, init),
  };
}

/** `127.0.0.1:30010`: where the host reaches a container port. */
export function hostAddress(service: PlannedService, port: number): string {
  const published = service.ports.find((p) => p.internal === port && p.protocol === "tcp");
  if (!published) throw new CheckFailed(`container port ${port} is not published on the host`);
  return `${published.ip === "0.0.0.0" ? "127.0.0.1" : published.ip}:${published.external}`;
}

async function ask(url: string, { seconds = LIMIT, ...init }: Parameters<Target["request"]>[2] & object): Promise<HttpAnswer> {
  try {
    const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(seconds * 1000) });
    return { status: answer.status, text: (await answer.text()).slice(0, TEXT_LIMIT) };
  } catch (error) {
    if ((error as Error).name === "TimeoutError") throw new CheckFailed(`${url} gave no answer within ${seconds} s`);
    throw error;
  }
}
