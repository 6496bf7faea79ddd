/** How long after the engine's verdict on a service the deploy says that it failed. */
import { join } from "node:path";
import { engine } from "../engine/client.ts";
import { LABELS } from "../infra/names.ts";
import { verdictOf } from "../engine/events.ts";
import type { DeployTools } from "./deploys.ts";
import { timed } from "./measure.ts";
import type { BenchStack } from "./stack.ts";

export interface Verdict {
  /** Seconds from the engine's event to the first line that names the service and what happened. */
  readonly told: number[];
  /** Seconds from the event to the end of the command. */
  readonly ended: number[];
}

/** @param stack one whose first service dies or turns unhealthy. */
export async function measureVerdict(stack: BenchStack, runs: number, tools: DeployTools): Promise<Verdict> {
  const all: Verdict = { told: [], ended: [] };
  const faulty = stack.plan.services.find((s) => s.dependsOn.length === 0)!.name;
  const words = new RegExp(`service ${faulty} (died|is unhealthy|is not running)`);
  for (let round = 1; round <= runs; round++) {
    const watch = await firstVerdict(stack.name);
    let seen = "";
    let told: number | undefined;
    const result = await timed([join(stack.context.root, "sutazai"), "up", "--stack", stack.name, "--yes"], {
      cwd: stack.context.root,
      onOutput: (text, at) => {
        seen += text;
        if (told === undefined && words.test(seen)) told = at;
      },
    });
    const ended = Date.now();
    const verdict = watch.stop();
    await timed([join(stack.context.root, "sutazai"), "down", "--stack", stack.name, "--yes"], { cwd: stack.context.root });
    if (verdict === undefined || told === undefined) throw new Error(`the failure of ${faulty} was not ${verdict === undefined ? "seen by the engine" : "told"} (exit ${result.code}):\n${result.output.slice(-2000)}`);
    all.told.push((told - verdict) / 1000);
    all.ended.push((ended - verdict) / 1000);
    tools.say(`${stack.name}, round ${round} of ${runs}: told after ${all.told.at(-1)!.toFixed(1)} s, ended after ${all.ended.at(-1)!.toFixed(1)} s`);
  }
  return all;
}

/** Listens to the engine; `stop` gives the wall-clock time in ms of the first bad verdict on a container of the stack. */
async function firstVerdict(stack: string): Promise<{ stop(): number | undefined }> {
  const stream = await engine().getEvents({ filters: { type: ["container"], label: [`${LABELS.stack}=${stack}`] } });
  let at: number | undefined;
  let rest = "";
  stream.on("data", (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split("\n");
    rest = lines.pop()!;
    for (const line of lines) {
      if (line.trim() === "") continue;
      const event = JSON.parse(line) as Parameters<typeof verdictOf>[0] & { timeNano: number };
      const verdict = verdictOf(event, false);
      if (verdict !== undefined && verdict !== "healthy") at ??= event.timeNano / 1e6;
    }
  });
  return { stop: () => ((stream as unknown as { destroy(): void }).destroy(), at) };
}
