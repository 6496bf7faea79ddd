import { engineAdvice } from "../../engine/client.ts";
import type { Distribution } from "./os-release.ts";

/** How the engine's socket answered: yes, refused for this user, or not at all. */
export type Answer = "answers" | "denied" | "silent";

export interface EngineSituation {
  readonly answer: Answer;
  /** DOCKER_HOST, when the user chose the engine. */
  readonly dockerHost: string | undefined;
  /** The daemon's program is on this machine. */
  readonly installed: boolean;
  readonly root: boolean;
  readonly systemd: boolean;
  readonly distribution: Distribution;
}

/** What to do about the engine: nothing, start it, install and start it, or tell the user. */
export type EngineDecision =
  | { readonly action: "none" | "start" | "install" }
  | { readonly action: "tell"; readonly message: string; readonly fix: string };

/** Pure: an engine that the user chose is never replaced, and only root installs or starts one. */
export function decideEngine(s: EngineSituation): EngineDecision {
  if (s.answer === "answers") return { action: "none" };
  if (s.dockerHost) return tell(`No Docker Engine answers at DOCKER_HOST=${s.dockerHost}.`, engineAdvice(s.dockerHost));
  if (s.answer === "denied") return tell("The Docker Engine runs, but this user may not use its socket.", "sudo usermod -aG docker \"$USER\", then log in again (or `newgrp docker`)");
  const sudo = s.root ? "" : "sudo ";
  if (s.installed) {
    if (s.root) return { action: "start" };
    return tell("The Docker Engine is installed, but does not run.", s.systemd ? `${sudo}systemctl start docker` : `${sudo}service docker start`);
  }
  if (s.distribution.debian && s.root) return { action: "install" };
  return tell(`No Docker Engine is installed (${s.distribution.name}).`, installHint(s.distribution, sudo));
}

function tell(message: string, fix: string): EngineDecision {
  return { action: "tell", message, fix };
}

function installHint({ id, debian }: Distribution, sudo: string): string {
  if (debian) return `${sudo}apt-get install -y docker.io`;
  if (id === "darwin") return "install Docker Desktop and start it";
  if (id === "alpine") return `${sudo}apk add docker && ${sudo}service docker start`;
  if (id === "arch") return `${sudo}pacman -S docker && ${sudo}systemctl start docker`;
  return `install your distribution's Docker Engine (Fedora: ${sudo}dnf install moby-engine; others: package docker-ce) and start it`;
}

/** `apt-get` as it must be called from a program: no questions, and waiting for another apt to end. */
export function aptArgv(...words: string[]): string[] {
  return ["apt-get", "-o", "DPkg::Lock::Timeout=120", ...words];
}

/** The packages of the engine: the distribution's own. */
export const ENGINE_PACKAGES = ["docker.io", "iptables", "ca-certificates"] as const;

/** Argument lists that install packages; pure. */
export function aptPlan(packages: readonly string[]): string[][] {
  return [aptArgv("update"), aptArgv("install", "-y", "--no-install-recommends", ...packages)];
}
