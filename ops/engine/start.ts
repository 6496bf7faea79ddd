import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, openSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { EnvironmentError, type Context } from "../command.ts";
import { about } from "../output.ts";
import { run } from "../toolchain/run.ts";
import { askEngine } from "./client.ts";
import type { Answer } from "./decision.ts";

/** An engine that has ended with its machine first starts again what ran: 126 containers took 65 s on two cores before it answered. */
const DEADLINE_MS = 300_000;
const SERVICE_LIMIT_MS = 10_000;
const TELL_MS = 15_000;
const DAEMON_LOG = "/var/log/dockerd.log";
/** Of the distribution's start script. */
const SERVICE_LOG = "/var/log/docker.log";
const PID_FILE = "/var/run/docker.pid";

export const systemdRuns = () => existsSync("/run/systemd/system");

/** Asks the engine once. */
export async function answerOf(): Promise<Answer> {
  try {
    await askEngine().ping();
    return "answers";
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return code === "EACCES" || code === "EPERM" ? "denied" : "silent";
  }
}

/** Starts an installed engine by what this system starts services with, and waits until it answers. */
export async function startEngine(context: Context): Promise<void> {
  await context.out.step("start the Docker Engine", async (progress) => {
    // The package's own installation may have started it.
    if ((await awaitAnswer({ answers, ended: () => undefined }, 2_000, () => {})).answers) return;
    const { log, ended } = await begin(progress);
    const wait = await awaitAnswer({ answers, ended }, DEADLINE_MS, (passed) => progress(`no answer yet, after ${passed}: an engine first starts again the containers that ran when it ended`));
    if (wait.answers) return;
    throw new EnvironmentError(`The Docker Engine ${wait.ended ?? `did not answer within ${about(DEADLINE_MS / 1000)}`}.${await lastLines(log)}`, adviceFor(log));
  });
}

interface Begun {
  /** Where the engine writes its log, if not to the journal. */
  readonly log?: string;
  /** What became of it, in words; undefined while it runs or begins. */
  ended(): string | undefined;
}

async function begin(progress: (text: string) => void): Promise<Begun> {
  if (systemdRuns()) {
    let code = 0;
    void run(["systemctl", "start", "docker"], { timeoutMs: DEADLINE_MS }).then((result) => (code = result.code));
    return { ended: () => (code === 0 ? undefined : "was not started by `systemctl start docker`") };
  }
  // The script answers before the engine has written its number, and with an error where it may not start one (in a container).
  if (existsSync("/etc/init.d/docker") && (await run(["service", "docker", "start"], { timeoutMs: SERVICE_LIMIT_MS })).code === 0) {
    const known = await awaitAnswer({ answers, ended: () => (daemonRuns() ? "runs" : undefined) }, SERVICE_LIMIT_MS, () => {});
    if (known.answers || daemonRuns()) return { log: SERVICE_LOG, ended: () => (daemonRuns() ? undefined : "has ended") };
  }
  progress(`no service manager started it: running dockerd itself, its log is ${DAEMON_LOG}`);
  const daemon = runDetached();
  return { log: DAEMON_LOG, ended: () => (daemon.exitCode === null && daemon.signalCode === null && daemon.pid !== undefined ? undefined : "has ended") };
}

const answers = async () => (await answerOf()) === "answers";

/** Whether the process that the engine's own note names is an engine: it may be busy with starting. */
function daemonRuns(): boolean {
  try {
    return readFileSync(`/proc/${readFileSync(PID_FILE, "utf8").trim()}/comm`, "utf8").trim() === "dockerd";
  } catch {
    return false;
  }
}

export interface Waited {
  readonly answers: boolean;
  /** What became of the engine instead. */
  readonly ended?: string;
}

/**
 * Asks until it answers, has ended, or the time is over.
 * @param tell is told every 15 s (`tellMs`) how long that has been.
 */
export async function awaitAnswer(engine: { answers(): Promise<boolean>; ended(): string | undefined }, limitMs: number, tell: (passed: string) => void, tellMs = TELL_MS): Promise<Waited> {
  const began = performance.now();
  for (let told = 0; ; ) {
    if (await engine.answers()) return { answers: true };
    const ended = engine.ended();
    if (ended !== undefined) return { answers: false, ended };
    const passed = performance.now() - began;
    if (passed >= limitMs) return { answers: false };
    if (passed >= told + tellMs) tell(about(Math.round((told = passed) / 1000)));
    await sleep(Math.min(300, limitMs));
  }
}

/** A session of its own: it survives the end of this process and of its terminal. */
function runDetached(): ChildProcess {
  const log = openSync(DAEMON_LOG, "a", 0o600);
  const path = `${process.env.PATH ?? ""}:/usr/local/sbin:/usr/sbin:/sbin`;
  const child = spawn("dockerd", [], { detached: true, stdio: ["ignore", log, log], cwd: "/", env: { ...process.env, PATH: path } });
  // The caller waits for the engine's answer and reports when there is none.
  child.on("error", () => {});
  child.unref();
  return child;
}

async function lastLines(log: string | undefined): Promise<string> {
  const text = log === undefined ? "" : await readFile(log, "utf8").catch(() => "");
  const lines = text.trimEnd().split("\n").slice(-5).filter((line) => line !== "");
  return lines.map((line) => `\n  | ${line}`).join("");
}

const adviceFor = (log: string | undefined) => (log === undefined ? "journalctl -u docker -n 50 says why" : `read ${log}; in a container the engine needs --privileged`);
