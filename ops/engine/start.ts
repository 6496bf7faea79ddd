import { spawn } from "node:child_process";
import { existsSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { EnvironmentError, type Context } from "../command.ts";
import { run } from "../toolchain/run.ts";
import { askEngine } from "./client.ts";
import type { Answer } from "./decision.ts";

const DEADLINE_MS = 60_000;
const SERVICE_LIMIT_MS = 10_000;
const DAEMON_LOG = "/var/log/dockerd.log";

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
    const deadline = performance.now() + DEADLINE_MS;
    // The package's own installation may have started it.
    if (await answersBefore(performance.now() + 2_000)) return;
    if (systemdRuns()) {
      await run(["systemctl", "start", "docker"], { timeoutMs: DEADLINE_MS });
      if (await answersBefore(deadline)) return;
      throw new EnvironmentError("The Docker Engine did not answer within 60 s of `systemctl start docker`.", "journalctl -u docker -n 50 says why");
    }
    if (existsSync("/etc/init.d/docker")) {
      await run(["service", "docker", "start"], { timeoutMs: SERVICE_LIMIT_MS });
      if (await answersBefore(performance.now() + SERVICE_LIMIT_MS)) return;
    }
    progress(`no service manager started it: running dockerd itself, its log is ${DAEMON_LOG}`);
    runDetached();
    if (await answersBefore(deadline)) return;
    const log = await readFile(DAEMON_LOG, "utf8").catch(() => "");
    const last = log.trimEnd().split("\n").slice(-5).map((line) => `  | ${line}`).join("\n");
    throw new EnvironmentError(`The Docker Engine did not answer within 60 s.\n${last}`, `read ${DAEMON_LOG}; in a container the engine needs --privileged`);
  });
}

/** A session of its own: it survives the end of this process and of its terminal. */
function runDetached(): void {
  const log = openSync(DAEMON_LOG, "a", 0o600);
  const path = `${process.env.PATH ?? ""}:/usr/local/sbin:/usr/sbin:/sbin`;
  const child = spawn("dockerd", [], { detached: true, stdio: ["ignore", log, log], cwd: "/", env: { ...process.env, PATH: path } });
  // The caller waits for the engine's answer and reports when there is none.
  child.on("error", () => {});
  child.unref();
}

async function answersBefore(deadline: number): Promise<boolean> {
  do {
    if ((await answerOf()) === "answers") return true;
    await sleep(300);
  } while (performance.now() < deadline);
  return false;
}
