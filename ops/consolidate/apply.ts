/** `consolidate apply`: the plan is printed, or done phase by phase. */
import { mkdirSync, readFileSync } from "node:fs";
import { ProblemsError, refuse, type Problem } from "../../infra/problems.ts";
import { counted } from "../../infra/words.ts";
import { agendaOf, applyPlan, type Agenda, type Choice, type Estate } from "../../legacy/execute/apply.ts";
import { latestRun, progressOf } from "../../legacy/execute/archive.ts";
import { StoppedError } from "../../legacy/execute/errors.ts";
import { reasonOf } from "../../infra/system-errors.ts";
import { withLock } from "../../legacy/execute/lock.ts";
import { gateLines } from "../../legacy/execute/status.ts";
import { readEstate } from "../../legacy/plan/estate.ts";
import { treeDigest } from "../../legacy/plan/tree-digest.ts";
import { stepLines } from "../../legacy/plan-text.ts";
import { parsePlan, PHASES, planDigest, type ConsolidationPlan, type Phase } from "../../legacy/plan-types.ts";
import type { BaseRule } from "../../legacy/validate/bases.ts";
import { engine } from "../../engine/client.ts";
import { EXIT, EnvironmentError, UsageError, type Context, type ExitCode } from "../command.ts";
import { requireBases } from "../validate/settings.ts";
import { buildWords } from "./build-gate.ts";
import { knownNames } from "../../infra/nearest.ts";
import { GATES, gatesOf } from "./gates.ts";

type Options = Readonly<Record<string, unknown>>;

export async function apply(context: Context, estate: Estate, options: Options): Promise<ExitCode> {
  const plan = planFor(estate, options.plan as string | undefined);
  const choice = choiceOf(plan, options);
  const builds = buildWords(options);
  const agenda = agendaOf(estate, plan, choice);
  const strange = isBegun(agenda) ? [] : otherTree(estate, plan);
  if (options.execute !== true) return preview(context, plan, { ...agenda, problems: [...strange, ...agenda.problems] });
  refuse("nothing was touched: this is not the estate that the plan was made for", strange);
  if (builds) await requireEngine(builds.settings.bases);
  makeArchive(estate);
  const outcome = await withLock(estate.disk, estate.archive, () => context.out.step(`consolidating ${estate.root}`, (say) => applyPlan(estate, plan, choice, gatesOf(estate, builds, say), say)));
  const { out } = context;
  heldLines(outcome.held).forEach((text) => out.line(text));
  gateLines(outcome.gates).forEach((text) => out.line(text));
  out.line(`${counted(outcome.done.length, "step")} done; archive ${outcome.run.folder}\ngive it back: ./sutazai consolidate rollback ${estate.root}, or sh ${outcome.run.folder}/rollback.sh`);
  out.json({ estate: String(estate.root), archive: String(outcome.run.folder), plan: planDigest(plan), executed: true, done: outcome.done, held: outcome.held, gates: outcome.gates, failed: outcome.failed ?? null });
  if (outcome.failed) throw new ProblemsError(`phase ${outcome.failed.phase} was done and did not pass its gates; nothing further is done until it does`, outcome.failed.problems);
  return EXIT.done;
}

/** Before anything is touched: a gate that cannot be asked would stop the run in its middle. */
async function requireEngine(bases: readonly BaseRule[]): Promise<void> {
  await engine()
    .ping()
    .catch((error: unknown) => {
      throw new EnvironmentError(`--validate builds images, and the engine does not answer: ${reasonOf(error)}; nothing was touched`, "./sutazai doctor says why; or apply without --validate");
    });
  await requireBases(engine(), bases);
}

/** Once a step is done the tree is no longer that of the plan; what the steps left is then what counts. */
const isBegun = ({ progress }: Agenda) => (progress?.active.length ?? 0) > 0;

function otherTree({ root }: Estate, { root: name, tree }: ConsolidationPlan): Problem[] {
  const rule = `the tree that the plan was made for (${name}): the same Dockerfiles, requirements and compose files, and the same references to them`;
  return treeDigest(readEstate(String(root))) === tree ? [] : [{ path: String(root), rule, got: "another tree", fix: `name the folder that was planned, or make the plan again: ./sutazai consolidate plan ${root} --out FILE` }];
}

/** The plan of a file, or the one that was begun. */
function planFor({ disk, archive }: Estate, file: string | undefined): ConsolidationPlan {
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
  if (unknown !== undefined) throw new UsageError(`no step of the plan touches a critical service ${unknown}; ${knownNames(unknown, critical)}`);
  const waive = (options.waive ?? []) as string[];
  const nothing = waive.find((name) => !(GATES as readonly string[]).includes(name));
  if (nothing !== undefined) throw new UsageError(`--waive "${nothing}": no gate that can be waived is called that; ${knownNames(nothing, GATES)}`);
  return { allow, until: phase as Phase | undefined, waive };
}

function preview({ out }: Context, plan: ConsolidationPlan, { steps, held, problems }: Agenda): ExitCode {
  steps.flatMap(stepLines).forEach((text) => out.line(text));
  heldLines(held).forEach((text) => out.line(text));
  out.line(`${steps.length} of ${counted(plan.steps.length, "step")} would be done; nothing was touched; --execute does them`);
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
