/** The platform, its images built, against compose: both from no container to all healthy, each with new data volumes. */
import { writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { engine } from "../engine/client.ts";
import { checkoutId } from "../engine/facts.ts";
import { fileContents, writeVolumes } from "../engine/volume-files.ts";
import { imageOf } from "../infra/compose/export.ts";
import type { StackPlan } from "../infra/plan-types.ts";
import type { Context } from "../ops/command.ts";
import { withScratch } from "../ops/scratch.ts";
import { BENCH_LABEL, clearLabelled } from "./clean.ts";
import { benchCompose, renamed } from "./compose.ts";
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
  return withScratch(async (folder) => {
    try {
      await makeVolumes(context, plan, project);
      const file = join(folder, "compose.yaml");
      writeFileSync(file, benchCompose(plan, project));
      const words = [...compose.argv, "-p", project, "-f", file];
      const { seconds } = await timedWell("compose up", [...words, "up", "-d", "--wait"]);
      await timedWell("compose down", [...words, "down"]);
      return seconds;
    } finally {
      await clearLabelled(project);
    }
  });
}

/** Data volumes that belong to their service's user, and files with secrets of their own. Not part of compose's seconds, though the product's `up` does it too. */
async function makeVolumes(context: Context, plan: StackPlan, project: string): Promise<void> {
  const secrets = Object.fromEntries(plan.secrets.map((secret) => [secret, randomBytes(18).toString("base64url")]));
  const made = new Set<string>();
  for (const s of plan.services) {
    const data = s.volumes.filter((v) => !made.has(v.volume)).map((v) => ({ volume: v.volume, target: v.target, mode: 0o755, files: [] }));
    const volumes = [...data, ...fileContents(s, secrets)].map((v) => ({ ...v, volume: renamed(v.volume, project) }));
    if (volumes.length === 0) continue;
    data.forEach((v) => made.add(v.volume));
    for (const { volume } of volumes) await engine().createVolume({ Name: volume, Labels: { [BENCH_LABEL]: project } });
    await writeVolumes(engine(), { owner: { stack: project, checkout: checkoutId(context.home) }, service: s.name, image: imageOf(plan, s), user: s.user, volumes });
  }
}
