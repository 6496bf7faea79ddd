import { createInterface } from "node:readline/promises";
import { counted } from "../../infra/words.ts";
import { EXIT, OperationError, UsageError, type CommandSpec, type Context } from "../command.ts";
import { engine } from "../../engine/client.ts";
import { checkoutId } from "../../engine/facts.ts";
import { ownVolumes } from "../../engine/own-volumes.ts";
import { prepareStack } from "../prepare.ts";
import { changesOf, pulumi, type PulumiResult } from "../pulumi.ts";
import { forgetRecord } from "../record.ts";
import { recover } from "../recover.ts";
import { isDeployed, readState, TYPES } from "../state.ts";
import { ensureToolchain, type Toolchain } from "../toolchain/index.ts";

export const down: CommandSpec = {
  name: "down",
  summary: "remove the stack's containers and networks; data stays",
  configure: (command) => command.option("--data", "remove the data volumes too; asks for the stack's name, or takes --yes"),
  run: async (context, _args, options) => {
    const started = performance.now();
    const toolchain = await ensureToolchain(context);
    await prepareStack(context, toolchain);
    if (options.data) await confirm(context, await dataVolumes(context, toolchain));
    (await recover(context, toolchain)).forEach((text) => context.out.line(`recovered: ${text}`));
    const result = isDeployed(await readState(context, toolchain)) ? await destroy(context, toolchain) : undefined;
    if (!result) context.out.line(`stack ${context.stack} is not deployed from this checkout: there is nothing to remove`);
    forgetRecord(context);
    const removed = options.data ? await removeData(context, toolchain) : [];
    const kept = options.data ? [] : await dataVolumes(context, toolchain);
    if (kept.length > 0) context.out.line(`kept: ${kept.join(", ")} (the next ./sutazai up --stack ${context.stack} finds them)`);
    context.out.json({ stack: context.stack, changed: result ? changesOf(result.events, false).length : 0, removedVolumes: removed, keptVolumes: kept, seconds: Math.round((performance.now() - started) / 100) / 10 });
    return EXIT.done;
  },
};

async function destroy(context: Context, toolchain: Toolchain): Promise<PulumiResult> {
  const result = await pulumi(context, toolchain, ["destroy", "--yes", "--exclude-protected", "--stack", context.stack, "--suppress-permalink=true"], { display: "show", events: true });
  if (result.code !== 0) throw new OperationError(`stack ${context.stack} was not removed: see above`);
  return result;
}

async function dataVolumes(context: Context, toolchain: Toolchain): Promise<string[]> {
  const { resources } = await readState(context, toolchain);
  return resources.filter((r) => r.type === TYPES.volume && r.protect).map((r) => r.id!).sort();
}

async function confirm(context: Context, volumes: readonly string[]): Promise<void> {
  if (context.yes) return;
  if (!process.stdin.isTTY) throw new UsageError(`--data removes ${counted(volumes.length, "volume")} for good; without a terminal say --yes too`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`This removes for good: ${volumes.join(", ")}\nType the stack's name to go on: `);
  terminal.close();
  if (answer.trim() !== context.stack) throw new OperationError("not confirmed; nothing was touched");
}

/** Takes the volumes out of the state, then from the engine: they are protected and retained, so Pulumi never does it. */
async function removeData(context: Context, toolchain: Toolchain): Promise<string[]> {
  const quiet = { display: "quiet" } as const;
  const owner = { stack: context.stack, checkout: checkoutId(context.home) };
  await pulumi(context, toolchain, ["state", "unprotect", "--all", "--yes", "--stack", context.stack], quiet);
  const destroyed = await pulumi(context, toolchain, ["destroy", "--yes", "--stack", context.stack], quiet);
  if (destroyed.code !== 0) throw new OperationError(`the data volumes cannot leave the state: ${(destroyed.stderr || destroyed.stdout).trim()}`);
  const ours = await ownVolumes(engine(), owner);
  for (const name of ours) await engine().getVolume(name).remove();
  ours.forEach((name) => context.out.line(`removed volume ${name}`));
  return ours;
}
