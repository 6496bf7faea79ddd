/** A preview without changes of a small and a big platform, one after the other: seconds and the program's peak memory. */
import { join } from "node:path";
import { engine } from "../engine/client.ts";
import { LABELS } from "../infra/names.ts";
import type { DeployTools } from "./deploys.ts";
import { timedWell } from "./measure.ts";
import { watchProgram } from "./memory.ts";
import type { BenchStack } from "./stack.ts";

export interface Preview {
  /** Seconds of `./sutazai preview`: with policies and the look at the host. */
  readonly sutazai: number[];
  /** Seconds of plain `pulumi preview`. */
  readonly pulumi: number[];
  /** MiB, of either. */
  readonly peak: number[];
}

/** Deploys every stack once, stops its containers (the engine is to be idle, and no preview asks them), then measures in turn. */
export async function measureGrowth(stacks: readonly BenchStack[], runs: number, tools: DeployTools): Promise<Preview[]> {
  for (const stack of stacks) {
    const { seconds } = await timedWell("./sutazai up", [join(stack.context.root, "sutazai"), "up", "--stack", stack.name, "--yes"], { cwd: stack.context.root });
    tools.say(`${stack.name}: up with ${stack.shape.services} services ${seconds.toFixed(1)} s (not a figure)`);
    const listed = await engine().listContainers({ filters: { label: [`${LABELS.stack}=${stack.name}`] } });
    await Promise.all(listed.map((c) => engine().getContainer(c.Id).stop({ t: 5 })));
  }
  const all: Preview[] = stacks.map(() => ({ sutazai: [], pulumi: [], peak: [] }));
  for (let round = 1; round <= runs; round++) {
    for (const [i, stack] of stacks.entries()) {
      const own = await withPeak(stack, [join(stack.context.root, "sutazai"), "preview", "--stack", stack.name], {});
      const plain = await withPeak(stack, ["pulumi", "preview", "--stack", stack.name, "--non-interactive", "--suppress-permalink=true"], tools.env);
      all[i]!.sutazai.push(own.seconds);
      all[i]!.pulumi.push(plain.seconds);
      all[i]!.peak.push(Math.max(own.peak ?? 0, plain.peak ?? 0));
      tools.say(`${stack.name}, round ${round} of ${runs}: preview ${own.seconds.toFixed(1)} s, plain ${plain.seconds.toFixed(1)} s, program ${Math.round(all[i]!.peak.at(-1)!)} MiB`);
    }
  }
  return all;
}

async function withPeak(stack: BenchStack, argv: readonly string[], env: Readonly<Record<string, string>>): Promise<{ seconds: number; peak: number | undefined }> {
  const watch = watchProgram(stack.name);
  try {
    const { seconds } = await timedWell(argv.slice(0, 2).join(" "), argv, { cwd: stack.context.root, env });
    return { seconds, peak: watch.stop() };
  } finally {
    watch.stop();
  }
}
