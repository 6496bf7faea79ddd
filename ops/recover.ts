/** Repairs what a killed deploy leaves behind: its lock, its half-made steps, and things of ours that the state does not know. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type Docker from "dockerode";
import { engine, engineStatus } from "../engine/client.ts";
import { checkoutId } from "../engine/facts.ts";
import { HELPER_LABEL } from "../engine/volume-files.ts";
import { isOurs, LABELS, type Owner } from "../infra/names.ts";
import { OperationError, type Context } from "./command.ts";
import { pulumi } from "./pulumi.ts";
import { withScratch } from "./scratch.ts";
import { readLocks, readState } from "./state.ts";
import type { Toolchain } from "./toolchain/index.ts";

/**
 * Returns what it did, in words; empty when all was well. Never touches a volume, another stack, or another checkout's things.
 * @throws OperationError while a living deploy holds the stack.
 */
export async function recover(context: Context, toolchain: Toolchain, docker: Docker = engine()): Promise<string[]> {
  const done: string[] = [];
  const locks = readLocks(context, toolchain);
  const living = locks.find((lock) => lock.alive);
  if (living) throw new OperationError(`stack ${context.stack} is being changed by process ${living.pid} (${living.username}@${living.hostname}) since ${living.timestamp}\n  fix: wait until it ends; nothing was touched`);
  if (locks.length > 0) {
    await must(pulumi(context, toolchain, ["cancel", "--yes", "--stack", context.stack], { display: "quiet" }), "the stale lock cannot be removed");
    done.push(`removed the lock of process ${locks.map((l) => l.pid).join(", ")}, which no longer runs`);
  }
  const state = await readState(context, toolchain);
  if (state.pending > 0) {
    await dropPending(context, toolchain);
    done.push(`dropped ${state.pending} steps that a killed deploy had begun and not ended`);
  }
  const known = new Set(state.resources.map((r) => r.id));
  return [...done, ...(await removeUnknown(docker, { stack: context.stack, checkout: checkoutId(context.home) }, known))];
}

async function must(running: ReturnType<typeof pulumi>, what: string): Promise<string> {
  const result = await running;
  if (result.code !== 0) throw new OperationError(`${what}: ${(result.stderr || result.stdout).trim()}`);
  return result.stdout;
}

/** What they had made is found by label and removed, so the next deploy may make it again. */
async function dropPending(context: Context, toolchain: Toolchain): Promise<void> {
  await withScratch(async (folder) => {
    const file = join(folder, "state.json");
    await must(pulumi(context, toolchain, ["stack", "export", "--stack", context.stack, "--file", file], { display: "quiet" }), "the state cannot be read");
    const exported = JSON.parse(readFileSync(file, "utf8")) as { deployment: { pending_operations?: unknown[] } };
    delete exported.deployment.pending_operations;
    writeFileSync(file, JSON.stringify(exported), { mode: 0o600 });
    await must(pulumi(context, toolchain, ["stack", "import", "--stack", context.stack, "--file", file], { display: "quiet" }), "the state cannot be written");
  });
}

async function removeUnknown(docker: Docker, owner: Owner, known: ReadonlySet<string | undefined>): Promise<string[]> {
  const label = [`${LABELS.stack}=${owner.stack}`];
  const containers = (await docker.listContainers({ all: true, filters: { label } })).filter((c) => isOurs(c.Labels, owner) && !known.has(c.Id));
  const done = await Promise.all(
    containers.map(async (c) => {
      const container = docker.getContainer(c.Id);
      if (c.State === "running") await gone(container.stop());
      await gone(container.remove({ force: true, v: false }));
      const helper = c.Labels[HELPER_LABEL];
      return helper ? `removed the file helper of ${helper}` : `removed container ${c.Names[0]?.slice(1)}, which the state does not know (its data volumes stay)`;
    }),
  );
  const networks = (await docker.listNetworks({ filters: { label } })).filter((n) => isOurs(n.Labels, owner) && !known.has(n.Id));
  for (const n of networks) {
    await gone(docker.getNetwork(n.Id).remove());
    done.push(`removed network ${n.Name}, which the state does not know`);
  }
  return done.sort();
}

/** Already gone, or already stopped, is what was wanted. */
async function gone(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    const status = engineStatus(error);
    if (status !== 404 && status !== 304) throw error;
  });
}

