/** A platform deployed in turn by `./sutazai up`, plain `pulumi up`, compose and bare engine calls: seconds of each, and of doing it again. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { engine } from "../engine/client.ts";
import { LABELS } from "../infra/names.ts";
import { withScratch } from "../ops/scratch.ts";
import { createAndStart } from "./bare.ts";
import { clearLabelled } from "./clean.ts";
import type { Compose } from "./compose-run.ts";
import { benchCompose } from "./compose.ts";
import { timedWell } from "./measure.ts";
import type { BenchStack } from "./stack.ts";

/** Seconds of one round; a list a column, so that the n-th values of all were measured together. */
export interface Deploys {
  readonly sutazai: number[];
  readonly pulumi: number[];
  readonly compose: number[];
  readonly bare: number[];
  readonly sutazaiAgain: number[];
  readonly pulumiAgain: number[];
  readonly composeAgain: number[];
  /** Containers whose id changed in a round although nothing was to be changed; must be 0. */
  readonly idsChanged: number[];
}

export interface DeployTools {
  readonly compose: Compose;
  /** Environment of plain pulumi, as `./sutazai env` gives it. */
  readonly env: Readonly<Record<string, string>>;
  readonly say: (text: string) => void;
}

/** Everything is removed between two deploys; within a round they follow each other at once. */
export async function measureDeploys(stack: BenchStack, runs: number, tools: DeployTools): Promise<Deploys> {
  const all: Deploys = { sutazai: [], pulumi: [], compose: [], bare: [], sutazaiAgain: [], pulumiAgain: [], composeAgain: [], idsChanged: [] };
  for (let round = 1; round <= runs; round++) {
    const note = (what: string, seconds: number) => tools.say(`${stack.name}, round ${round} of ${runs}: ${what} ${seconds.toFixed(1)} s`);
    const keep = (key: keyof Deploys, what: string, seconds: number) => (all[key].push(seconds), note(what, seconds));
    await sutazaiRound(stack, tools, keep, all);
    await composeRound(stack, tools, keep);
    keep("bare", "bare create and start", await createAndStart(stack.plan, `${stack.name}-bare`));
    await plainRound(stack, tools, keep);
  }
  return all;
}

type Keep = (key: keyof Deploys, what: string, seconds: number) => void;

async function sutazaiRound(stack: BenchStack, tools: DeployTools, keep: Keep, all: Deploys): Promise<void> {
  const { root } = stack.context;
  const words = (...more: string[]) => [join(root, "sutazai"), ...more, "--stack", stack.name, "--yes"];
  keep("sutazai", "./sutazai up", (await timedWell("./sutazai up", words("up"), { cwd: root })).seconds);
  const before = await containerIds(`${LABELS.stack}=${stack.name}`);
  keep("sutazaiAgain", "./sutazai up again", (await timedWell("./sutazai up again", words("up"), { cwd: root })).seconds);
  keep("pulumiAgain", "pulumi up again", (await plainUp(stack, tools)).seconds);
  all.idsChanged.push(changed(before, await containerIds(`${LABELS.stack}=${stack.name}`)));
  await timedWell("./sutazai down", words("down"), { cwd: root });
}

const plainUp = (stack: BenchStack, { env }: DeployTools) =>
  timedWell("pulumi up", ["pulumi", "up", "--yes", "--skip-preview", "--stack", stack.name, "--non-interactive", "--suppress-permalink=true"], { cwd: stack.context.root, env });

async function plainRound(stack: BenchStack, tools: DeployTools, keep: Keep): Promise<void> {
  keep("pulumi", "plain pulumi up", (await plainUp(stack, tools)).seconds);
  await timedWell("./sutazai down", [join(stack.context.root, "sutazai"), "down", "--stack", stack.name, "--yes"], { cwd: stack.context.root });
}

async function composeRound(stack: BenchStack, tools: DeployTools, keep: Keep): Promise<void> {
  const project = `${stack.name}-compose`;
  await clearLabelled(project);
  return withScratch(async (folder) => {
    const file = join(folder, "compose.yaml");
    writeFileSync(file, benchCompose(stack.plan, project));
    const words = (...more: string[]) => [...tools.compose.argv, "-p", project, "-f", file, ...more];
    try {
      keep("compose", "compose up --wait", (await timedWell("compose up", words("up", "-d", "--wait"))).seconds);
      keep("composeAgain", "compose up again", (await timedWell("compose up again", words("up", "-d"))).seconds);
      await timedWell("compose down", words("down", "--timeout", "5"));
    } finally {
      await clearLabelled(project);
    }
  });
}

async function containerIds(label: string): Promise<Set<string>> {
  const listed = await engine().listContainers({ filters: { label: [label] } });
  return new Set(listed.map((c) => c.Id));
}

const changed = (before: ReadonlySet<string>, after: ReadonlySet<string>): number => [...before].filter((id) => !after.has(id)).length + Math.max(0, after.size - before.size);
