/** A stack that exists for a measurement only: its settings, its catalogue, and the removal of both and of all it deployed. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { engine } from "../engine/client.ts";
import { loadStack } from "../engine/load.ts";
import { isOurs, LABELS } from "../infra/names.ts";
import type { StackPlan } from "../infra/plan-types.ts";
import { overlaps, parseAnySubnet, parseSubnet } from "../infra/subnets.ts";
import { prepareStack } from "../ops/prepare.ts";
import { pulumi } from "../ops/pulumi.ts";
import type { Context } from "../ops/command.ts";
import type { Toolchain } from "../ops/toolchain/index.ts";
import { catalogueModule, SHAPE, synthetic, type Shape } from "./catalogue.ts";
import { clearEngine, clearLabelled } from "./clean.ts";
import { endOnInterrupt, timedWell } from "./measure.ts";

export interface BenchStack {
  readonly name: string;
  readonly shape: Shape;
  readonly plan: StackPlan;
  /** Commands of this stack. */
  readonly context: Context;
}

const settingsPath = (context: Context, name: string) => join(context.home, "stacks", `Pulumi.${name}.yaml`);
const modulePath = (context: Context, name: string) => join(context.home, "bench", `${name}.ts`);

async function makeStack(context: Context, toolchain: Toolchain, name: string, shape: Shape): Promise<BenchStack> {
  const sizes = synthetic(shape).map((s) => `    ${s.name}: {memory: 32 MB}`);
  return { ...(await writeStack(context, toolchain, name, catalogueModule(shape), ["  sutazai:services:", ...sizes])), shape };
}

/** Writes the catalogue and the settings of a stack and makes it known to Pulumi; replaces what an earlier run left. */
async function writeStack(context: Context, toolchain: Toolchain, name: string, module: string, lines: readonly string[]): Promise<Omit<BenchStack, "shape">> {
  const own = { ...context, stack: name };
  await removeStack(own, toolchain);
  mkdirSync(join(context.home, "bench"), { recursive: true, mode: 0o700 });
  writeFileSync(modulePath(context, name), module, { mode: 0o600 });
  const subnets = await freeSubnets();
  const settings = [
    "config:",
    "  sutazai:environment: dev",
    "  sutazai:fit: clamp",
    `  sutazai:catalogue: ${JSON.stringify(modulePath(context, name))}`,
    "  sutazai:subnets:",
    ...["frontend", "backend", "database", "monitoring", "access"].map((key, i) => `    ${key}: ${subnets[i]}`),
    ...lines,
    "",
  ].join("\n");
  writeFileSync(settingsPath(context, name), settings, { mode: 0o600 });
  await prepareStack(own, toolchain);
  const { plan } = await loadStack(context.root, name);
  return { name, plan, context: own };
}

/** Added to the platform's ports: dev, staging and prod may live beside it, and the kernel's own range begins at 32768. */
const PLATFORM_OFFSET = 15_000;

/** The platform's own catalogue as a stack: all of the default profile or `only` these and what they need, checked every `interval` seconds or as the catalogue says. */
export async function withPlatform<T>(context: Context, toolchain: Toolchain, { key, only, interval }: { key: string; only: readonly string[]; interval?: number }, work: (stack: Omit<BenchStack, "shape">) => Promise<T>): Promise<T> {
  endOnInterrupt();
  await removeAll(context, toolchain, leftBehind(context));
  const source = pathToFileURL(join(context.root, "infra", "catalogue", "index.ts")).href;
  const checks = interval === undefined ? "" : `, interval: "${interval}s", retries: 30`;
  const module = `import { catalogue as all } from ${JSON.stringify(source)};\nexport const catalogue = all.map((s) => ({ ...s, health: { ...s.health${checks} } }));\n`;
  const lines = [`  sutazai:portOffset: ${PLATFORM_OFFSET}`, ...(only.length > 0 ? [`  sutazai:only: [${only.join(", ")}]`] : [])];
  try {
    return await work(await writeStack(context, toolchain, nameOf(key), module, lines));
  } finally {
    await removeAll(context, toolchain, [nameOf(key)]);
  }
}

/** Removes a stack without asking Pulumi's program: containers and networks by label, then the state and the settings. */
export async function removeStack(context: Context, toolchain: Toolchain): Promise<void> {
  const checkout = readText(join(context.home, "id"))?.trim();
  if (checkout !== undefined) await clearEngine({ label: [`${LABELS.stack}=${context.stack}`] }, (labels) => isOurs(labels, { stack: context.stack, checkout }));
  const known = readText(settingsPath(context, context.stack)) !== undefined;
  if (known) await pulumi(context, toolchain, ["stack", "rm", "--stack", context.stack, "--yes", "--force", "--preserve-config"], { display: "quiet" });
  const stacks = join(context.home, "stacks");
  for (const file of [settingsPath(context, context.stack), modulePath(context, context.stack), join(stacks, `${context.stack}.prepared`), join(stacks, `${context.stack}.deployed.json`)]) {
    rmSync(file, { force: true });
  }
}

/** Networks that this run has given out, so that two of its stacks can live beside each other. */
const given = new Set<number>();

/** Five networks of 1022 hosts that no other network of the engine or the host uses. */
async function freeSubnets(): Promise<string[]> {
  const engines = (await engine().listNetworks()).flatMap((n) => (n.IPAM?.Config ?? []).map((c) => c.Subnet));
  const hosts = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map((i) => i.cidr));
  const taken = [...engines, ...hosts].flatMap((text) => (text ? (parseAnySubnet(text) ?? []) : []));
  for (let second = 200; second < 250; second++) {
    const whole = parseSubnet(`10.${second}.0.0/16`)!;
    if (given.has(second) || taken.some((t) => overlaps(t, whole))) continue;
    given.add(second);
    return [0, 1, 2, 3, 4].map((i) => `10.${second}.${i * 4}.0/22`);
  }
  throw new Error("no free network below 10.200.0.0/16 to 10.249.0.0/16 for a measurement; remove unused ones: docker network prune");
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** Every run has names of its own: an engine may keep a network that it cannot remove, and with it the name. */
const RUN = /^Pulumi\.(benchrun-[a-z0-9]+-([a-z0-9]+))\.yaml$/;
const nameOf = (key: string) => `benchrun-${key}-${process.pid.toString(36)}`;

/**
 * Makes stacks (by short keys), builds their image by one deploy of a single service, hands them to `work`, and removes
 * them and all that carries their names, also when `work` fails or the user interrupts. What killed runs left goes first.
 */
export async function withStacks<T>(context: Context, toolchain: Toolchain, shapes: Readonly<Record<string, Shape>>, work: (stacks: BenchStack[]) => Promise<T>): Promise<T> {
  endOnInterrupt();
  await removeAll(context, toolchain, leftBehind(context));
  try {
    await warmUp(context, toolchain);
    const stacks: BenchStack[] = [];
    for (const [key, shape] of Object.entries(shapes)) stacks.push(await makeStack(context, toolchain, nameOf(key), shape));
    return await work(stacks);
  } finally {
    await removeAll(context, toolchain, ["warm", ...Object.keys(shapes)].map(nameOf));
  }
}

/** Stacks of runs whose process is gone. */
function leftBehind(context: Context): string[] {
  return readdirSync(join(context.home, "stacks")).flatMap((file) => {
    const [, name, pid] = RUN.exec(file) ?? [];
    return name && pid && !existsSync(`/proc/${parseInt(pid, 36)}`) ? [name] : [];
  });
}

/** Never hides a measurement or its failure: what cannot be removed is said. */
async function removeAll(context: Context, toolchain: Toolchain, names: readonly string[]): Promise<void> {
  for (const name of names) {
    try {
      await removeStack({ ...context, stack: name }, toolchain);
      for (const owner of [`${name}-compose`, `${name}-bare`]) await clearLabelled(owner);
    } catch (error) {
      context.out.line(`not all of ${name} could be removed: ${(error as Error).message}`);
    }
  }
}

/** Images are built and the file cache is warm before the first clock starts. */
async function warmUp(context: Context, toolchain: Toolchain): Promise<void> {
  await makeStack(context, toolchain, nameOf("warm"), { ...SHAPE, services: 1, tiers: 1, ready: 0 });
  await timedWell("./sutazai up of one service", [join(context.root, "sutazai"), "up", "--stack", nameOf("warm"), "--yes"], { cwd: context.root });
  await removeStack({ ...context, stack: nameOf("warm") }, toolchain);
}
