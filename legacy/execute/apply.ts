/** Executes a plan: phase by phase, step by step, each recorded before it begins and undone when it fails. It decides nothing. */
import { refuse, type Problem } from "../../infra/problems.ts";
import { foldersOf } from "../path-text.ts";
import { PHASES, planDigest, type ConsolidationPlan, type Phase, type Step } from "../plan-types.ts";
import { createRun, latestRun, progressOf, publish, retire, store, type Active, type Progress, type Run } from "./archive.ts";
import { perform } from "./change.ts";
import { conflicts, unsettled, type Looker } from "./check.ts";
import type { Disk } from "./disk.ts";
import { reasonOf } from "../../infra/system-errors.ts";
import { StoppedError } from "./errors.ts";
import { askGates, passedAll, unasked, type Gate } from "./gate.ts";
import { note, type GateNote } from "./journal.ts";
import { recordOf } from "./record.ts";
import { look, placeOf } from "./standing.ts";
import { changedMeanwhile, undo } from "./undo.ts";

export interface Estate {
  readonly disk: Disk;
  /** Real, absolute path. */
  readonly root: Buffer;
  /** Real, absolute path of the estate's archive, which exists. */
  readonly archive: Buffer;
}

export interface Choice {
  /** Critical services that may be touched. */
  readonly allow: readonly string[];
  /** The last phase to be done; default: all. */
  readonly until?: Phase | undefined;
  /** Names of gates that found something earlier and need not be asked again. */
  readonly waive?: readonly string[] | undefined;
}

export interface Outcome {
  readonly run: Run;
  /** Ids of the steps that were done now. */
  readonly done: readonly string[];
  readonly held: readonly Held[];
  /** What the gates said now, by phase. */
  readonly gates: readonly { readonly phase: Phase; readonly gates: readonly GateNote[] }[];
  /** The phase whose gate failed, and why; undefined: all passed. */
  readonly failed?: { readonly phase: Phase; readonly problems: readonly Problem[] };
}

/** A step that is not done because these critical services were not allowed. */
export interface Held {
  readonly step: string;
  readonly services: readonly string[];
}

/** What a call of apply would do to an estate. */
export interface Agenda {
  readonly run: Run | undefined;
  readonly progress: Progress | undefined;
  /** Steps that are not done yet and are chosen, in order. */
  readonly steps: readonly Step[];
  readonly held: readonly Held[];
  /** Why they cannot be done; empty: they can. */
  readonly problems: readonly Problem[];
}

/** @throws StoppedError when another plan is half done. */
export function agendaOf({ disk, root, archive }: Estate, plan: ConsolidationPlan, choice: Choice): Agenda {
  const latest = latestRun(disk, archive);
  const before = latest && progressOf(disk, latest);
  const same = latest !== undefined && planDigest(latest.plan) === planDigest(plan) && !before!.closed;
  if (latest && !same && !before!.closed && !isComplete(latest.plan, before!)) throw new StoppedError(`another plan is half done on this estate (archive ${latest.folder})\n  fix: finish it with ./sutazai consolidate apply DIR --execute without --plan, or give it back with ./sutazai consolidate rollback DIR`);
  const progress = same ? before : undefined;
  const done = new Set(progress?.active.flatMap((a) => (a.done ? [a.record.step] : [])));
  const wanted = plan.steps.filter((s) => !done.has(s.id) && isUntil(s.phase, choice.until));
  const begun = new Set(progress?.active.flatMap((a) => (a.done ? [] : [a.record.step])));
  const held = wanted.filter((s) => !begun.has(s.id)).map((s) => ({ step: s.id, services: s.critical.filter((name) => !choice.allow.includes(name)) })).filter((h) => h.services.length > 0);
  const steps = wanted.filter((s) => !held.some((h) => h.step === s.id));
  const looker = lookerOf(disk, root);
  const half = new Set(plan.steps.flatMap((s) => (begun.has(s.id) ? s.changes.map((c) => c.path) : [])));
  const settled = plan.steps.filter((s) => done.has(s.id)).map((s) => ({ ...s, changes: s.changes.filter((c) => !half.has(c.path)) }));
  // Elsewhere than where it was begun: a folder that was moved, or another one altogether.
  const lost = same && !latest.root.equals(root) ? unsettled(settled, looker) : [];
  return { run: same ? latest : undefined, progress, steps, held, problems: [...lost, ...conflicts(steps, begun, looker)] };
}

const isUntil = (phase: Phase, until: Phase | undefined) => until === undefined || PHASES.indexOf(phase) <= PHASES.indexOf(until);

/** Every step that is not critical is done and every phase passed: what is held may stay so for ever. */
function isComplete(plan: ConsolidationPlan, { active, passed }: Progress): boolean {
  const done = new Set(active.flatMap((a) => (a.done ? [a.record.step] : [])));
  return active.every((a) => a.done) && plan.steps.every((s) => done.has(s.id) || s.critical.length > 0) && plan.steps.every((s) => !done.has(s.id) || passed.has(s.phase));
}

/**
 * Goes on where an earlier run of the same plan ended, killed or not. The caller holds the lock.
 * @param gates judge the estate after each phase, besides the check that it is as the steps left it
 * @param say is told every step before it begins
 * @throws ProblemsError when anything is not as planned, before anything is touched; StoppedError when a step failed and was undone.
 */
export async function applyPlan(estate: Estate, plan: ConsolidationPlan, choice: Choice, gates: readonly Gate[], say: (text: string) => void): Promise<Outcome> {
  const { disk, root } = estate;
  const agenda = agendaOf(estate, plan, choice);
  refuse("nothing was touched: the estate is not as planned", agenda.problems);
  const run = agenda.run ?? openRun(estate, plan, agenda.steps);
  const active = [...(agenda.progress?.active ?? [])];
  const done: string[] = [];
  const judged: { phase: Phase; gates: readonly GateNote[] }[] = [];
  for (const phase of PHASES) {
    const steps = agenda.steps.filter((s) => s.phase === phase);
    for (const step of steps) {
      say(`${phase}: ${step.id}: ${step.title}`);
      runStep(estate, run, step, active);
      done.push(step.id);
    }
    const finished = active.flatMap((a) => plan.steps.filter((s) => s.id === a.record.step));
    const isPassed = steps.length === 0 && agenda.progress !== undefined && passedAll(phase, agenda.progress, gates);
    if (isPassed || !isUntil(phase, choice.until) || !finished.some((s) => s.phase === phase)) continue;
    const waived = choice.waive ?? [];
    const lost = agenda.progress ? unasked(phase, agenda.progress, gates, waived) : [];
    if (lost.length > 0) return { run, done, held: agenda.held, gates: judged, failed: { phase, problems: lost } };
    say(`${phase}: asking its gates`);
    const found = await askGates({ disk, run, phase, done: finished, active, look: lookerOf(disk, root) }, gates);
    const passed = found.problems.length === 0;
    note(disk, run.folder, { event: "gate", phase, passed, gates: found.gates, ...(waived.length > 0 ? { waived } : {}) });
    judged.push({ phase, gates: found.gates });
    if (!passed) return { run, done, held: agenda.held, gates: judged, failed: { phase, problems: found.problems } };
    say(`${phase}: passed its gates`);
  }
  return { run, done, held: agenda.held, gates: judged };
}

function openRun({ disk, root, archive }: Estate, plan: ConsolidationPlan, steps: readonly Step[]): Run {
  const paths = [...new Set(steps.flatMap((s) => s.changes.map((c) => c.path)))];
  const olds = paths.filter((path) => look(disk, root, path).kind === "file").map((path) => placeOf(root, path));
  try {
    const run = createRun(disk, archive, root, plan, olds);
    note(disk, run.folder, { event: "opened", plan: planDigest(plan) });
    return run;
  } catch (error) {
    throw new StoppedError(`the archive cannot be made: ${reasonOf(error)}; nothing was touched\n  fix: make room, or choose another place: --archive DIR`, { cause: error });
  }
}

/** @param active the steps that were begun so far, in that order; the step joins them */
function runStep(estate: Estate, run: Run, step: Step, active: Active[]): void {
  const { disk, root } = estate;
  let begun: Active | undefined;
  try {
    begun = begin(estate, run, step, active);
    perform(disk, root, step, begun.record);
    note(disk, run.folder, { event: "done", step: step.id, record: begun.name });
  } catch (error) {
    const undone = begun ? takeBack(estate, run, begun) : "nothing of it was done";
    throw new StoppedError(`step ${step.id} stopped: ${reasonOf(error)}; ${undone}\n  fix: remove the cause, then go on with ./sutazai consolidate apply DIR --execute, or give all back with ./sutazai consolidate rollback DIR`, { cause: error });
  }
}

/** A step that a killed run began keeps its record: what stood there before is known only from it. */
function begin({ disk, root }: Estate, run: Run, step: Step, active: Active[]): Active {
  const known = active.find((a) => a.record.step === step.id);
  if (!known) refuse(`step ${step.id}`, conflicts([step], new Set(), lookerOf(disk, root)));
  const record = known?.record ?? recordOf(disk, root, step, active.at(-1)?.name ?? null);
  if (!known) for (const file of record.files) if (file.was.kind === "file") store(disk, run.folder, disk.read(placeOf(root, file.path)));
  const name = publish(disk, run.folder, known ? active.indexOf(known) + 1 : active.length + 1, record);
  note(disk, run.folder, { event: known ? "resumed" : "begun", step: step.id, record: name });
  const begun = { name, record, done: false };
  if (!known) active.push(begun);
  return begun;
}

function takeBack({ disk, root }: Estate, run: Run, { name, record }: Active): string {
  try {
    const leave = changedMeanwhile(disk, root, record);
    undo(disk, root, run.folder, record, new Set(leave));
    retire(disk, run.folder, name);
    const left = leave.length > 0 ? `; left as somebody changed it meanwhile: ${leave.join(", ")} (as before: ${run.folder}/blobs)` : "";
    return `what it had done was taken back${left}`;
  } catch (error) {
    return `it is half done, because taking it back failed too: ${reasonOf(error)}`;
  }
}

/** Looks at the estate as this user: what is another's, or in a folder that cannot be written, cannot be changed and given back. */
export function lookerOf(disk: Disk, root: Buffer, uid = process.getuid?.() ?? 0): Looker {
  return (path) => {
    const standing = look(disk, root, path);
    const owner = "owner" in standing ? Number(standing.owner.split(":")[0]) : uid;
    if (uid !== 0 && owner !== uid) return { standing, locked: `it belongs to user ${owner}` };
    const folder = foldersOf(path).findLast((f) => disk.lstat(placeOf(root, f))) ?? ".";
    return { standing, locked: standing.kind === "foreign" || disk.writable(placeOf(root, folder)) ? undefined : `the folder ${folder} cannot be written` };
  };
}
