/** `./sutazai consolidate`: does a consolidation plan to an estate, shows how far it is, gives the estate back. */
import { mkdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { ProblemsError, refuse } from "../../infra/problems.ts";
import { agendaOf, applyPlan, type Agenda, type Choice, type Estate, type Gate } from "../../legacy/execute/apply.ts";
import { defaultArchive, latestRun, progressOf, refuseNested } from "../../legacy/execute/archive.ts";
import { realDisk } from "../../legacy/execute/disk.ts";
import { reasonOf, StoppedError } from "../../legacy/execute/errors.ts";
import { withLock } from "../../legacy/execute/lock.ts";
import { rollBack } from "../../legacy/execute/rollback.ts";
import { statusOf, statusRows } from "../../legacy/execute/status.ts";
import { stepLines } from "../../legacy/plan-text.ts";
import { parsePlan, PHASES, planDigest, type ConsolidationPlan, type Phase } from "../../legacy/plan-types.ts";
import { referenceProblems } from "../../legacy/plan/gate.ts";
import { generateFiles, type GenerateWords } from "../consolidate/generate.ts";
import { planEstate, type PlanWords } from "../consolidate/plan.ts";
import { EXIT, OperationError, UsageError, type CommandSpec, type Context, type ExitCode } from "../command.ts";

/** Judges beside the executor's own check, after every phase. */
const gatesOf = ({ root }: Estate): Gate[] => [async (_phase, done) => referenceProblems(String(root), done)];

type Options = Readonly<Record<string, unknown>>;
type Action = (context: Context, estate: Estate, options: Options) => ExitCode | Promise<ExitCode>;

/** Each with the options that belong to it. */
const ACTIONS: Readonly<Record<string, { readonly run: Action; readonly takes: readonly string[] }>> = {
  plan: { run: (context, { root }, options) => planEstate(context, String(root), options as PlanWords), takes: ["out", "service", "template", "critical", "allow", "measured", "unpinned"] },
  generate: { run: (context, { root }, options) => generateFiles(context, String(root), options as GenerateWords), takes: ["service", "execute"] },
  apply: { run: apply, takes: ["plan", "execute", "phase", "allow"] },
  rollback: { run: rollback, takes: ["to"] },
  status: { run: status, takes: [] },
};

export const consolidate: CommandSpec = {
  name: "consolidate",
  summary: "an estate of old files: plan, apply, status, rollback, generate",
  configure: (command: Command) =>
    void command
      .argument("<action>", Object.keys(ACTIONS).join(", "))
      .argument("<dir>", "the estate")
      .option("--archive <dir>", "where its old files are kept; default: below .sutazai/archives")
      .option("--plan <file>", "apply: the plan; default: the one that was begun")
      .option("--execute", "apply, generate: do it; without it nothing is touched")
      .option("--phase <phase>", `apply: stop after this phase (${PHASES.join(", ")})`)
      .option("--allow <service>", "plan, apply: this critical service may be touched; may be repeated", list, [])
      .option("--critical <service>", "plan: one more service that is not touched without --allow; may be repeated", list, [])
      .option("--service <service>", "plan, generate: only the files of this service")
      .option("--template <name>", "plan: the template that the service must get")
      .option("--measured <file>", "plan: a report of validate, for real seconds and bytes")
      .option("--unpinned <how>", "plan: services whose image has no version: refuse to take them into the catalogue, or keep them as open")
      .option("--out <file>", "plan: write it here, for apply --plan")
      .option("--to <step>", "rollback: the step that stays as the last one"),
  async run(context, [action, dir], options) {
    const chosen = ACTIONS[String(action)];
    if (!chosen) throw new UsageError(`"${String(action)}" is not one of ${Object.keys(ACTIONS).join(", ")}`);
    const foreign = Object.values(ACTIONS).flatMap((a) => a.takes).find((name) => !chosen.takes.includes(name) && isGiven(options[name]));
    if (foreign) throw new UsageError(`--${foreign} does not belong to consolidate ${String(action)}`);
    try {
      return await chosen.run(context, estateOf(context, String(dir), options.archive as string | undefined), options);
    } catch (error) {
      if (error instanceof StoppedError) throw new OperationError(error.message);
      throw error;
    }
  },
};

const list = (names: string, all: string[]) => [...all, ...names.split(",")];
const isGiven = (value: unknown) => value !== undefined && !(Array.isArray(value) && value.length === 0);

/** @throws ProblemsError when there is no such folder, or when the archive would lie in it. */
function estateOf(context: Context, dir: string, archive: string | undefined): Estate {
  if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`there is no folder ${dir}`);
  const root = realpathSync(dir);
  const wanted = archive === undefined ? defaultArchive(context.home, root) : resolve(archive);
  refuseNested(root, realOf(wanted));
  return { disk: realDisk, root: Buffer.from(root), archive: Buffer.from(wanted) };
}

/** The real path of what is not there yet: that of the folder that is, and the rest. */
function realOf(path: string): string {
  if (statSync(path, { throwIfNoEntry: false })) return realpathSync(path);
  const parent = resolve(path, "..");
  return `${realOf(parent).replace(/\/$/, "")}${path.slice(parent === "/" ? 0 : parent.length)}`;
}

async function apply(context: Context, estate: Estate, options: Options): Promise<ExitCode> {
  const plan = planOf(estate, options.plan as string | undefined);
  const choice = choiceOf(plan, options);
  if (options.execute !== true) return preview(context, plan, agendaOf(estate, plan, choice));
  makeArchive(estate);
  const outcome = await withLock(estate.disk, estate.archive, () => context.out.step(`consolidating ${estate.root}`, (say) => applyPlan(estate, plan, choice, gatesOf(estate), say)));
  const { out } = context;
  heldLines(outcome.held).forEach((text) => out.line(text));
  out.line(`${outcome.done.length} steps done; archive ${outcome.run.folder}\ngive it back: ./sutazai consolidate rollback ${estate.root}, or sh ${outcome.run.folder}/rollback.sh`);
  out.json({ estate: String(estate.root), archive: String(outcome.run.folder), plan: planDigest(plan), executed: true, done: outcome.done, held: outcome.held, failed: outcome.failed ?? null });
  if (outcome.failed) throw new ProblemsError(`phase ${outcome.failed.phase} was done and did not pass its gate; nothing further is done until it does`, outcome.failed.problems);
  return EXIT.done;
}

/** The plan of a file, or the one that was begun. */
function planOf({ disk, archive }: Estate, file: string | undefined): ConsolidationPlan {
  if (file !== undefined) return parsePlan(readJson(file), file);
  const run = latestRun(disk, archive);
  if (!run || progressOf(disk, run).closed) throw new UsageError("no plan was begun on this estate; name one: --plan FILE");
  return run.plan;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const got = reasonOf(error);
    throw new ProblemsError("the plan", [{ path: file, rule: "a file with a plan in JSON", got, fix: "make one: ./sutazai consolidate plan DIR --out FILE" }]);
  }
}

function choiceOf(plan: ConsolidationPlan, options: Options): Choice {
  const { phase } = options;
  const allow = options.allow as string[];
  if (phase !== undefined && !PHASES.includes(phase as Phase)) throw new UsageError(`--phase is one of ${PHASES.join(", ")}, not "${String(phase)}"`);
  const critical = [...new Set(plan.steps.flatMap((s) => s.critical))].sort();
  const unknown = allow.find((name) => !critical.includes(name));
  if (unknown !== undefined) throw new UsageError(`no step of the plan touches a critical service ${unknown}; it touches ${critical.join(", ") || "none"}`);
  return { allow, until: phase as Phase | undefined };
}

function preview({ out }: Context, plan: ConsolidationPlan, { steps, held, problems }: Agenda): ExitCode {
  steps.flatMap(stepLines).forEach((text) => out.line(text));
  heldLines(held).forEach((text) => out.line(text));
  out.line(`${steps.length} of ${plan.steps.length} steps would be done; nothing was touched; --execute does them`);
  out.json({ plan: planDigest(plan), executed: false, steps, held, problems });
  refuse("the estate is not as planned", problems);
  return EXIT.done;
}

const heldLines = (held: Agenda["held"]) => held.map((h) => `held: ${h.step} touches ${h.services.join(", ")}; ${h.services.map((s) => `--allow ${s}`).join(" ")}`);

function makeArchive({ archive }: Estate): void {
  try {
    mkdirSync(archive, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new StoppedError(`the archive ${archive} cannot be made: ${reasonOf(error)}; nothing was touched\n  fix: name another place: --archive DIR`);
  }
}

async function rollback(context: Context, estate: Estate, options: Options): Promise<ExitCode> {
  const { out } = context;
  const begun = latestRun(estate.disk, estate.archive) !== undefined;
  const restored = begun ? await withLock(estate.disk, estate.archive, () => out.step(`giving back ${estate.root}`, async (say) => rollBack(estate, options.to as string | undefined, say))) : undefined;
  const paths = restored?.steps.flatMap((s) => s.paths) ?? [];
  paths.forEach((path) => out.line(`  ${path}`));
  out.line(restored ? `${restored.steps.length} steps undone, ${new Set(paths).size} paths are as they were` : `nothing to give back: no plan is applied to ${estate.root}`);
  out.json({ estate: String(estate.root), archive: restored ? String(restored.run.folder) : null, undone: restored?.steps ?? [] });
  return EXIT.done;
}

function status({ out }: Context, { disk, root, archive }: Estate): ExitCode {
  const run = latestRun(disk, archive);
  const found = run && statusOf(run.plan, progressOf(disk, run));
  if (found) out.table(statusRows(found));
  out.line(found ? `${root}: ${found.next}; archive ${run.folder}` : `${root}: no plan was ever applied`);
  out.json({ estate: String(root), archive: run ? String(run.folder) : null, ...found });
  return EXIT.done;
}
