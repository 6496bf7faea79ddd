import { detectDrift } from "../drift.ts";
import { EXIT, OperationError, type CommandSpec, type Context, type ExitCode } from "../command.ts";
import { ensureEngine, ensureTools } from "../engine/install.ts";
import { engine } from "../../engine/client.ts";
import { loadStack, type LoadedStack } from "../../engine/load.ts";
import { preflight } from "../../engine/preflight.ts";
import { refuse } from "../../infra/problems.ts";
import { closure } from "../../infra/graph.ts";
import { observe, summarise } from "../observe.ts";
import { statusRows, summaryLine } from "../status-table.ts";
import { prepareStack } from "../prepare.ts";
import { changesOf, errorsOf, pulumi, type PulumiResult } from "../pulumi.ts";
import { fieldsOf, fingerprint, readRecord, writeRecord, type Fields } from "../record.ts";
import { recover } from "../recover.ts";
import { containersOf, nameOf, readState } from "../state.ts";
import { ensureToolchain, type Toolchain } from "../toolchain/index.ts";
import { policyFailures, showPolicyFailures } from "../policy-result.ts";
import { REFUSED } from "../../stacks/refused.ts";

export const up: CommandSpec = {
  name: "up",
  summary: "judge by the policies, then deploy until every service is healthy",
  configure: (command) =>
    command
      .option("--profile <name...>", "profiles of services; default: the stack's settings")
      .option("--only <service...>", "deploy only these services and what they need; the others stay as they are")
      .option("--dry-run", "only the preview"),
  run: async (context, _args, options) => {
    const started = performance.now();
    if (Array.isArray(options.profile)) process.env.SUTAZAI_PROFILES = options.profile.join(",");
    await ensureEngine(context);
    const toolchain = await ensureToolchain(context);
    const loaded = await loadStack(context.root, context.stack);
    if (loaded.facts.source === "lab") await ensureTools(context, ["debootstrap"]);
    loaded.plan.notes.forEach((note) => context.out.line(`fit: clamp: ${note}`));
    await prepareStack(context, toolchain);
    (await recover(context, toolchain)).forEach((text) => context.out.line(`recovered: ${text}`));
    refuse(`stack ${context.stack} on this host`, await preflight(loaded.plan, engine()));
    if (options.dryRun) return dryRun(context, toolchain, targets(loaded, options.only));
    const changed = await deploy(context, toolchain, loaded, targets(loaded, options.only));
    if (changed === undefined) return EXIT.findings;
    return report(context, loaded, changed, started);
  },
};

/** `--target` patterns for `--only`: the services, what they need, and all that belongs to them. */
function targets({ plan }: LoadedStack, only: unknown): string[] {
  if (!Array.isArray(only) || only.length === 0) return [];
  const known = new Map(plan.services.map((s) => [s.name, s]));
  const unknown = (only as string[]).filter((name) => !known.has(name));
  refuse("--only", unknown.map((name) => ({ path: `--only ${name}`, rule: "a service of the chosen profiles", got: `"${name}"`, fix: "./sutazai catalogue lists them" })));
  const chosen = [...closure(new Map(plan.services.map((s) => [s.name, s.dependsOn])), only as string[])];
  const own = chosen.flatMap((name) => {
    const s = known.get(name)!;
    const volumes = [...s.volumes.map((v) => v.volume), ...s.fileSets.map((f) => f.volume)].map((v) => v.slice(plan.prefix.length));
    return [name, `${name}-files`, `${name}-gate`, ...volumes];
  });
  return [...own, "net-*", "image-*"].flatMap((name) => ["--target", `**::${name}`]);
}

const common = (context: Context) => ["--stack", context.stack, "--policy-pack", "policies", "--suppress-outputs", "--suppress-permalink=true"];

async function dryRun(context: Context, toolchain: Toolchain, selected: readonly string[]): Promise<ExitCode> {
  const result = await pulumi(context, toolchain, ["preview", ...common(context), ...selected], { display: "show", events: true });
  context.out.json({ stack: context.stack, changes: changesOf(result.events, true) });
  return outcome(context, result, "nothing was changed") ?? EXIT.done;
}

/** Returns what changed; undefined when a policy refused it. Skips Pulumi when plan, code, settings and engine are as the last deploy left them. */
async function deploy(context: Context, toolchain: Toolchain, { plan }: LoadedStack, selected: readonly string[]): Promise<number | undefined> {
  const record = readRecord(context);
  const mark = fingerprint(context, plan);
  const state = await readState(context, toolchain);
  const drift = await detectDrift(plan, state, record, engine());
  const deployed = new Set(containersOf(state).map((r) => nameOf(r.urn)));
  const complete = deployed.size === plan.services.length && plan.services.every((s) => deployed.has(s.name));
  if (selected.length === 0 && complete && record?.fingerprint === mark && drift.drift.length === 0) {
    context.out.line("nothing to change: plan, code, settings and engine are as the last deploy left them");
    return 0;
  }
  for (const d of drift.drift) context.out.line(`to be mended: ${d.service}: ${d.field}: ${d.got} instead of ${d.want}`);
  const flags = [...(drift.refresh ? ["--refresh=true"] : []), ...drift.replace.flatMap((urn) => ["--replace", urn])];
  const result = await pulumi(context, toolchain, ["up", "--yes", "--skip-preview", ...common(context), ...flags, ...selected], { display: "show", events: true });
  const refused = outcome(context, result, "the deploy stopped there, and what it had deployed before stays");
  if (refused === EXIT.findings) return undefined;
  if (refused !== undefined) throw new OperationError(`stack ${context.stack} was not deployed: see above. The next ./sutazai up tries what failed again.`);
  await remember(context, toolchain, selected.length > 0 ? (record?.fingerprint ?? "") : mark);
  return changesOf(result.events, false).length;
}

function outcome(context: Context, result: PulumiResult, after: string): ExitCode | undefined {
  if (result.code === 0) return undefined;
  const failures = policyFailures(result.events);
  if (failures.length === 0) return errorsOf(result.events).some((text) => text.includes(REFUSED)) ? EXIT.findings : EXIT.failed;
  showPolicyFailures(context, failures, after);
  return EXIT.findings;
}

async function remember(context: Context, toolchain: Toolchain, mark: string): Promise<void> {
  const state = await readState(context, toolchain);
  const containers: Record<string, { id: string; fields: Fields }> = {};
  await Promise.all(
    containersOf(state).map(async (r) => {
      const inspect = await engine().getContainer(r.id!).inspect();
      containers[nameOf(r.urn)] = { id: inspect.Id, fields: fieldsOf(inspect) };
    }),
  );
  writeRecord(context, { fingerprint: mark, containers });
}

async function report(context: Context, { plan }: LoadedStack, changed: number, started: number): Promise<ExitCode> {
  const { services } = await observe(plan, engine());
  const summary = summarise(services);
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  context.out.line();
  context.out.table(statusRows(services, new Date(), context.out.paint));
  context.out.line(`\n${summaryLine(plan.stack, summary)}; ${changed} resources changed; ${seconds} s`);
  context.out.json({ stack: plan.stack, changed, summary, services, seconds });
  return summary.healthy === summary.expected ? EXIT.done : EXIT.failed;
}
