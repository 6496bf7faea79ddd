/** Gates: what judges an estate after each phase, and what is noted of it. */
import type { Problem } from "../../infra/problems.ts";
import type { Phase, Step } from "../plan-types.ts";
import { retrieve, type Active, type Run } from "./archive.ts";
import { unsettled, type Looker } from "./check.ts";
import type { Disk } from "./disk.ts";
import type { GateNote, Noted } from "./journal.ts";

/** What stood at a path before a phase: nothing, a file or a link. */
export type PastFile = { readonly kind: "none" } | { readonly kind: "file"; readonly bytes: Buffer; readonly mode: number } | { readonly kind: "link"; readonly target: string };

/** The phase that is judged. */
export interface Judged {
  readonly phase: Phase;
  /** All steps that are done so far, those of earlier phases among them. */
  readonly done: readonly Step[];
  /** Every path that the phase changed, as it was before; read from the archive when asked for. */
  past(): ReadonlyMap<string, PastFile>;
}

export interface Judgement {
  /** Each stops the run. */
  readonly problems: readonly Problem[];
  /** What is worth knowing and stops nothing. */
  readonly notes?: readonly string[];
}

export interface Gate {
  readonly name: string;
  /** Takes long: asked only when all others found nothing. */
  readonly costly?: boolean;
  judge(judged: Judged): Promise<Judgement>;
}

/** The gate that is always there: everything is as its steps left it. */
export const AS_LEFT = "as left";

export interface GateOutcome {
  readonly problems: readonly Problem[];
  readonly gates: readonly GateNote[];
}

/** @param active the steps that were begun, with their records, in that order. */
export async function askGates({ disk, run, phase, done, active, look }: { disk: Disk; run: Run; phase: Phase; done: readonly Step[]; active: readonly Active[]; look: Looker }, gates: readonly Gate[]): Promise<GateOutcome> {
  let past: ReadonlyMap<string, PastFile> | undefined;
  const judged: Judged = { phase, done, past: () => (past ??= pastOf(disk, run, phase, active)) };
  const all: readonly Gate[] = [{ name: AS_LEFT, judge: async () => ({ problems: unsettled(done, look) }) }, ...gates.filter((g) => !g.costly), ...gates.filter((g) => g.costly)];
  const problems: Problem[] = [];
  const noted: GateNote[] = [];
  for (const gate of all) {
    if (gate.costly && problems.length > 0) continue;
    const { problems: found, notes = [] } = await gate.judge(judged);
    problems.push(...found);
    noted.push({ name: gate.name, passed: found.length === 0, notes });
  }
  return { problems, gates: noted };
}

/** The first record of a path in the phase knows what stood there before it. */
function pastOf(disk: Disk, run: Run, phase: Phase, active: readonly Active[]): ReadonlyMap<string, PastFile> {
  const steps = new Set(run.plan.steps.filter((s) => s.phase === phase).map((s) => s.id));
  const past = new Map<string, PastFile>();
  for (const { record } of active.filter((a) => steps.has(a.record.step))) {
    for (const { path, was } of record.files) {
      if (past.has(path)) continue;
      past.set(path, was.kind === "file" ? { kind: "file", bytes: retrieve(disk, run.folder, was.sha256), mode: was.mode } : was);
    }
  }
  return past;
}

/** Gates that found something when the phase was last judged and that nobody asks now. */
export function unasked(phase: Phase, { gates: noted }: Pick<Noted, "gates">, gates: readonly Gate[], waived: readonly string[]): Problem[] {
  const missing = (noted.get(phase) ?? []).filter((g) => !g.passed && g.name !== AS_LEFT && !gates.some((now) => now.name === g.name) && !waived.includes(g.name));
  return missing.map((g) => ({ path: `phase ${phase}`, rule: `judged again by "${g.name}", which found something`, got: "a run without that gate", fix: `ask it again as before, or go on all the same: --waive '${g.name}'` }));
}

/** Whether each of the gates has judged the phase and found nothing. */
export const passedAll = (phase: Phase, { passed, gates: noted }: Pick<Noted, "gates" | "passed">, gates: readonly Gate[]): boolean =>
  passed.has(phase) && gates.every((gate) => noted.get(phase)?.some((g) => g.name === gate.name && g.passed));
