import { join } from "node:path";
import { EnvironmentError, type Context } from "../command.ts";
import { withLock } from "../toolchain/files.ts";
import { findOnPath, run, tail } from "../toolchain/run.ts";
import { aptPlan, decideEngine, ENGINE_PACKAGES, type EngineSituation } from "./decision.ts";
import { distribution } from "./os-release.ts";
import { answerOf, startEngine, systemdRuns } from "./start.ts";

// A user's PATH may lack the folders of system programs.
const SYSTEM_PATH = () => `${process.env.PATH ?? ""}:/usr/local/sbin:/usr/sbin:/sbin`;

/** What is known of the engine here, before deciding anything. */
export async function engineSituation(): Promise<EngineSituation> {
  const [answer, daemons, found] = await Promise.all([answerOf(), findOnPath("dockerd", SYSTEM_PATH()), distribution()]);
  return {
    answer,
    dockerHost: process.env.DOCKER_HOST || undefined,
    installed: daemons.length > 0,
    root: process.getuid?.() === 0,
    systemd: systemdRuns(),
    distribution: found,
  };
}

/**
 * Makes sure that a Docker Engine answers: on Debian and Ubuntu, as root, by installing and starting the
 * distribution's; otherwise it says what to do. Touches no container.
 * @throws EnvironmentError
 */
export async function ensureEngine(context: Context): Promise<void> {
  if ((await answerOf()) === "answers") return;
  await withLock(
    join(context.cache, ".engine.lock"),
    () => context.out.line("Another `sutazai` is preparing the Docker Engine: waiting for it."),
    async () => {
      const decision = decideEngine(await engineSituation());
      if (decision.action === "none") return;
      if (decision.action === "tell") throw new EnvironmentError(decision.message, decision.fix);
      if (decision.action === "install") {
        const { name } = await distribution();
        context.out.line(`No Docker Engine is installed: installing ${ENGINE_PACKAGES[0]} of ${name}.`);
        await aptInstall(context, ENGINE_PACKAGES);
      }
      await startEngine(context);
    },
  );
}

/**
 * Makes sure that programs are there whose package bears their name (`debootstrap`), by the same rules.
 * @throws EnvironmentError
 */
export async function ensureTools(context: Context, tools: readonly string[]): Promise<void> {
  const found = await Promise.all(tools.map((tool) => findOnPath(tool, SYSTEM_PATH())));
  const missing = tools.filter((_, i) => found[i]!.length === 0);
  if (missing.length === 0) return;
  const { debian, name } = await distribution();
  if (!debian) throw new EnvironmentError(`Not on this machine (${name}): ${missing.join(", ")}.`, `install ${missing.join(" and ")} with this system's package manager`);
  if (process.getuid?.() !== 0) throw new EnvironmentError(`Not on this machine: ${missing.join(", ")}.`, `sudo apt-get install -y ${missing.join(" ")}`);
  await aptInstall(context, missing);
}

async function aptInstall(context: Context, packages: readonly string[]): Promise<void> {
  await context.out.step(`apt-get install ${packages.join(" ")}`, async (progress) => {
    for (const argv of aptPlan(packages)) {
      progress(argv.slice(3).join(" "));
      const result = await run(argv, { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C" } });
      if (result.code !== 0) {
        throw new EnvironmentError(`\`${argv.join(" ")}\` ended with code ${result.code}\n${tail(result, 6)}`, `make that command work (\`apt-get update\` shows which source fails), then run this again`);
      }
    }
  });
}
