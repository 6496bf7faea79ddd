import type Docker from "dockerode";
import { detectDrift } from "../drift.ts";
import { exportHostMetrics } from "../host-metrics.ts";
import { EXIT, OperationError, type CommandSpec, type Context, type ExitCode } from "../command.ts";
import { ensureEngine, ensureTools } from "../engine/install.ts";
import { makeRoomForNeighbours } from "../engine/neighbours.ts";
import { checkOnce } from "../../engine/check.ts";
import { engine } from "../../engine/client.ts";
import { keptVolumes } from "../../engine/own-volumes.ts";
import { loadStack, type LoadedStack } from "../../engine/load.ts";
import { preflight } from "../../engine/preflight.ts";
import { refuse } from "../../infra/problems.ts";
import { refuseUnchosen } from "../chosen.ts";
import { among, observe, summarise } from "../observe.ts";
import { statusRows, summaryLine } from "../status-table.ts";
import { profilesBeside, refuseBeyond, selectionOf, type Selection } from "../only.ts";
import { prepareStack } from "../prepare.ts";
import { changesOf, errorsOf, packOf, pulumi, type PulumiResult } from "../pulumi.ts";
import { fieldsOf, fingerprint, readRecord, writeRecord, type Fields } from "../record.ts";
import { recover } from "../recover.ts";
import { settle } from "../settle.ts";
import { containersOf, nameOf, readState } from "../state.ts";
import { ensureToolchain, type Toolchain } from "../toolchain/index.ts";
import { policyFailures, showPolicyFailures } from "../policy-result.ts";
import { REFUSED } from "../../stacks/refused.ts";

export const up: CommandSpec = {
  name: "up",
  summary: "judge by the policies, then deploy until every service is healthy",
  configure: (command) =>
    command
      .option("--only <service...>", "deploy only these services and what they need; the others stay as they are")
      .option("--dry-run", "only the preview"),
  run: async (context, _args, options) => {
    const started = performance.now();
    await ensureEngine(context);
    const toolchain = await ensureToolchain(context);
    let loaded = await loadStack(context.root, context.stack);
    const selection = selectionFrom(loaded, options.only);
    if (loaded.facts.source === "lab") await ensureTools(context, ["debootstrap"]);
    loaded.plan.notes.forEach((note) => context.out.line(`fit: clamp: ${note}`));
    await prepareStack(context, toolchain);
    (await recover(context, toolchain)).forEach((text) => context.out.line(`recovered: ${text}`));
    const beside = selection.services.length > 0 ? await readState(context, toolchain) : undefined;
    if (beside) {
      process.env.SUTAZAI_PROFILES = profilesBeside(loaded, beside).join(",");
      loaded = await loadStack(context.root, context.stack);
    }
    refuse(`stack ${context.stack} on this host`, await preflight(loaded.plan, engine()));
    const kept = await keptVolumes(engine(), loaded.plan);
    if (kept.length > 0) context.out.line(`kept, though no chosen service uses them: ${kept.join(", ")} (./sutazai down --data --stack ${context.stack} removes all data)`);
    if (beside) await refuseBeyond(context, toolchain, beside, selection);
    if (options.dryRun) return dryRun(context, toolchain, selection);
    await makeRoomForNeighbours(context, loaded.plan, engine());
    const deployed = await deploy(context, toolchain, loaded, selection);
    if (deployed === undefined) return EXIT.findings;
    return report(context, loaded, deployed, selection.services, started);
  },
};

/** What `--only` leaves. */
function selectionFrom(loaded: LoadedStack, only: unknown): Selection {
  if (!Array.isArray(only) || only.length === 0) return { services: [], targets: [] };
  refuseUnchosen(loaded.stack, only as string[], loaded, loaded.settings.profiles);
  return selectionOf(loaded.plan, only as string[]);
}

export const common = (context: Context) => ["--stack", context.stack, "--policy-pack", packOf(context), "--suppress-outputs", "--suppress-permalink=true"];

async function dryRun(context: Context, toolchain: Toolchain, { targets }: Selection): Promise<ExitCode> {
  const result = await pulumi(context, toolchain, ["preview", ...common(context), ...targets], { display: "show", events: true });
  context.out.json(documentOf(context, result, true));
  return outcome(context, result, "nothing was changed") ?? EXIT.done;
}

/** What Pulumi did or would do, and what it refused. */
const documentOf = ({ stack }: Context, { events }: PulumiResult, planning: boolean) => ({ stack, changes: changesOf(events, planning), violations: policyFailures(events), errors: errorsOf(events) });

interface Deployed {
  readonly changed: number;
  /** Ids of containers whose check has just passed in their gate. */
  readonly proven: ReadonlySet<string>;
}

/** Undefined when a policy refused it. Skips Pulumi when plan, code, settings and engine are as the last deploy left them. */
async function deploy(context: Context, toolchain: Toolchain, { plan }: LoadedStack, { services, targets }: Selection): Promise<Deployed | undefined> {
  const record = readRecord(context);
  const mark = fingerprint(context, plan);
  const state = await readState(context, toolchain);
  const drift = await detectDrift(plan, state, record, engine());
  const deployed = new Set(containersOf(state).map((r) => nameOf(r.urn)));
  const complete = deployed.size === plan.services.length && plan.services.every((s) => deployed.has(s.name));
  if (services.length === 0 && complete && record?.fingerprint === mark && drift.drift.length === 0) {
    context.out.line("nothing to change: plan, code, settings and engine are as the last deploy left them");
    return { changed: 0, proven: new Set() };
  }
  // Of a service outside the choice nothing is mended.
  const outside = (service: string) => services.length > 0 && !services.includes(service) && deployed.has(service);
  for (const d of drift.drift.filter(({ service }) => !outside(service))) context.out.line(`to be mended: ${d.service}: ${d.field}: ${d.got} instead of ${d.want}`);
  const flags = [...(drift.refresh ? ["--refresh=true"] : []), ...drift.replace.filter((urn) => !outside(nameOf(urn))).flatMap((urn) => ["--replace", urn])];
  const result = await pulumi(context, toolchain, ["up", "--yes", "--skip-preview", ...common(context), ...flags, ...targets], { display: "show", events: true });
  await exportHostMetrics(context.out, plan, result, engine());
  if (result.code !== 0) context.out.json(documentOf(context, result, false));
  const refused = outcome(context, result, "the deploy stopped there, and what it had deployed before stays");
  if (refused === EXIT.findings) return undefined;
  if (refused !== undefined) throw new OperationError(`stack ${context.stack} was not deployed: see above. The next ./sutazai up --stack ${context.stack} tries what failed again.`);
  const changes = changesOf(result.events, false);
  const gated = new Set(changes.flatMap((c) => (c.resource === `step ${c.service}-gate` ? [c.service] : [])));
  const ids = await remember(context, toolchain, services.length > 0 ? (record?.fingerprint ?? "") : mark);
  return { changed: changes.length, proven: new Set([...ids].flatMap(([name, id]) => (gated.has(name) ? [id] : []))) };
}

/** Undefined when it went through. */
export function outcome(context: Context, result: PulumiResult, after: string): ExitCode | undefined {
  if (result.code === 0) return undefined;
  const failures = policyFailures(result.events);
  if (failures.length === 0) return errorsOf(result.events).some((text) => text.includes(REFUSED)) ? EXIT.findings : EXIT.failed;
  showPolicyFailures(context, failures, after);
  return EXIT.findings;
}

/** Writes what the deploy left; returns the containers' ids by service. */
export async function remember(context: Context, toolchain: Toolchain, mark: string): Promise<Map<string, string>> {
  const state = await readState(context, toolchain);
  const containers: Record<string, { id: string; fields: Fields }> = {};
  await Promise.all(
    containersOf(state).map(async (r) => {
      const inspect = await engine().getContainer(r.id!).inspect();
      containers[nameOf(r.urn)] = { id: inspect.Id, fields: fieldsOf(inspect) };
    }),
  );
  writeRecord(context, { fingerprint: mark, containers });
  return new Map(Object.entries(containers).map(([name, { id }]) => [name, id]));
}

async function report(context: Context, { plan }: LoadedStack, { changed, proven }: Deployed, selected: readonly string[], started: number): Promise<ExitCode> {
  const passed = { exit: 0, ended: true, output: "" };
  const proof = new Set(proven);
  const check = async (container: Docker.Container, test: readonly string[], limit: number) => {
    if (proof.has(container.id)) return passed;
    const result = await checkOnce(container, test, limit);
    if (result.ended && result.exit === 0) proof.add(container.id);
    return result;
  };
  const budgets = new Map(plan.services.map((s) => [s.name, s.health.startBudget]));
  const { services } = await settle({ look: async () => among(await observe(plan, engine(), check), selected), budget: (name) => budgets.get(name)!, say: (text) => context.out.line(text) });
  const summary = summarise(services);
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  context.out.line();
  context.out.table(statusRows(services, new Date(), context.out.paint));
  context.out.line(`\n${summaryLine(plan.stack, summary)}; ${changed} resources changed; ${seconds} s`);
  context.out.json({ stack: plan.stack, changed, summary, services, seconds });
  return summary.healthy === summary.expected ? EXIT.done : EXIT.failed;
}
