/** The platform, its images built, against compose: both from no container to all healthy, each with new data volumes. */
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { engine } from "../engine/client.ts";
import { checkoutId } from "../engine/facts.ts";
import { writeVolumes } from "../engine/volume-files.ts";
import { fillSecrets } from "../infra/plan-files.ts";
import type { PlannedService, StackPlan } from "../infra/plan-types.ts";
import type { Context } from "../ops/command.ts";
import { BENCH_LABEL, clearLabelled } from "./clean.ts";
import { imageOf, planToCompose, volumeOf } from "./compose.ts";
import type { DeployTools } from "./deploys.ts";
import { timedWell } from "./measure.ts";
import type { BenchStack } from "./stack.ts";

export interface CoreDeploys {
  readonly services: number;
  readonly sutazai: number[];
  readonly compose: number[];
}

/** The smallest platform that is of use: issue by issue the rest was added to it. */
export const CORE = ["postgres", "redis", "ollama", "chromadb", "faiss", "consul", "rabbitmq", "backend", "frontend", "prometheus", "node-exporter", "postgres-exporter", "redis-exporter", "health-monitor", "ollama-integration", "hardware-resource-optimizer", "task-assignment-coordinator"];

/** Deploys a stack of the platform `runs` times by each, in turn on the same ports and networks. */
export async function measureCore({ name, plan, context }: Pick<BenchStack, "name" | "plan" | "context">, runs: number, tools: DeployTools): Promise<CoreDeploys> {
  const words = (...more: string[]) => [join(context.root, "sutazai"), ...more, "--stack", name, "--yes"];
  const all: CoreDeploys = { services: plan.services.length, sutazai: [], compose: [] };
  try {
    await timedWell("./sutazai up (builds the images)", words("up"), { cwd: context.root, limitSeconds: 7200 });
    await timedWell("./sutazai down", words("down", "--data"), { cwd: context.root });
    for (let round = 1; round <= runs; round++) {
      all.sutazai.push((await timedWell("./sutazai up", words("up"), { cwd: context.root })).seconds);
      await timedWell("./sutazai down", words("down", "--data"), { cwd: context.root });
      all.compose.push(await composeUp(context, plan, `sutazai-bench-${name}`, tools));
      tools.say(`${name}, round ${round} of ${runs}: ./sutazai up ${all.sutazai.at(-1)!.toFixed(1)} s, compose ${all.compose.at(-1)!.toFixed(1)} s`);
    }
  } finally {
    await timedWell("./sutazai down", words("down", "--data"), { cwd: context.root }).catch((error: Error) => tools.say(error.message));
  }
  return all;
}

async function composeUp(context: Context, plan: StackPlan, project: string, { compose }: DeployTools): Promise<number> {
  await clearLabelled(project);
  const folder = mkdtempSync(join(tmpdir(), "sutazai-bench-"));
  try {
    chmodSync(folder, 0o755);
    writeFileSets(plan, folder);
    await makeVolumes(context, plan, project);
    const file = join(folder, "compose.yaml");
    writeFileSync(file, planToCompose({ plan, project, files: folder }));
    const words = [...compose.argv, "-p", project, "-f", file];
    const { seconds } = await timedWell("compose up", [...words, "up", "-d", "--wait"]);
    await timedWell("compose down", [...words, "down"]);
    return seconds;
  } finally {
    await clearLabelled(project);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The services' files with secrets of their own, owned and protected as the product does it. Owners need root; else all may read. */
function writeFileSets(plan: StackPlan, folder: string): void {
  const secrets = Object.fromEntries(plan.secrets.map((secret) => [secret, randomBytes(18).toString("base64url")]));
  for (const s of plan.services) {
    const [uid, gid] = s.user.split(":").map(Number) as [number, number];
    for (const set of s.fileSets) {
      mkdirSync(join(folder, set.volume), { mode: 0o755 });
      for (const f of set.files) {
        const path = join(folder, set.volume, f.path);
        writeFileSync(path, fillSecrets(f.content, secrets), { mode: 0o600 });
        if (process.getuid?.() === 0) chownSync(path, uid, gid);
        chmodSync(path, f.secret && process.getuid?.() === 0 ? 0o400 : 0o444);
      }
    }
  }
}

/** Empty data volumes that belong to their service's user. Not part of compose's seconds, though the product's `up` does it too. */
async function makeVolumes(context: Context, plan: StackPlan, project: string): Promise<void> {
  const users = new Map<string, PlannedService>(plan.services.flatMap((s) => s.volumes.map((v) => [v.volume, s] as const)));
  for (const volume of plan.volumes) {
    const s = users.get(volume)!;
    const target = s.volumes.find((v) => v.volume === volume)!.target;
    await engine().createVolume({ Name: volumeOf(volume, project), Labels: { [BENCH_LABEL]: project } });
    await writeVolumes(engine(), {
      owner: { stack: project, checkout: checkoutId(context.home) },
      service: s.name,
      image: imageOf(plan, s),
      user: s.user,
      volumes: [{ volume: volumeOf(volume, project), target, mode: 0o755, files: [] }],
    });
  }
}
