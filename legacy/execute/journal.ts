/** What was done to an estate, one JSON line an event, only ever added to, on the disk before the next thing is done. */
import type { Phase } from "../plan-types.ts";
import { under, type Disk } from "./disk.ts";
import { reasonOf } from "../../infra/system-errors.ts";
import { StoppedError } from "./errors.ts";

/** One gate's word on a phase. */
export interface GateNote {
  readonly name: string;
  readonly passed: boolean;
  readonly notes: readonly string[];
}

export type JournalEvent =
  | { readonly event: "opened"; readonly plan: string }
  | { readonly event: "begun" | "resumed" | "done"; readonly step: string; readonly record: string }
  | { readonly event: "undoing" | "undone"; readonly record: string }
  /** `waived`: gates that had found something and were not asked again on the user's word. */
  | { readonly event: "gate"; readonly phase: Phase; readonly passed: boolean; readonly gates?: readonly GateNote[]; readonly waived?: readonly string[] }
  /** Everything was rolled back: the run is history. */
  | { readonly event: "closed" };

const FILE = "journal.jsonl";

/**
 * A line that a killed run left half is ended first; an empty line means nothing.
 * @throws StoppedError when it cannot be written.
 */
export function note(disk: Disk, run: Buffer, event: JournalEvent): void {
  try {
    disk.append(under(run, FILE), Buffer.from(`\n${JSON.stringify({ at: new Date().toISOString(), ...event })}\n`));
  } catch (error) {
    throw new StoppedError(`the journal ${run}/${FILE} cannot be written: ${reasonOf(error)}; the same command goes on when it can`, { cause: error });
  }
}

/** What can be read of it. A damaged line is passed over: what is on the disk is always looked at before it is touched. */
export function readJournal(disk: Disk, run: Buffer): JournalEvent[] {
  const path = under(run, FILE);
  if (!disk.lstat(path)) return [];
  return disk.read(path).toString().split("\n").flatMap((line) => parse(line));
}

function parse(line: string): JournalEvent[] {
  try {
    const event = JSON.parse(line) as JournalEvent;
    return typeof event === "object" && event !== null && typeof event.event === "string" ? [event] : [];
  } catch {
    return [];
  }
}

/** Records whose step was done to its end, phases that passed their gates, what each gate said last, and whether the run is history. */
export interface Noted {
  readonly done: ReadonlySet<string>;
  readonly passed: ReadonlySet<Phase>;
  readonly gates: ReadonlyMap<Phase, readonly GateNote[]>;
  readonly closed: boolean;
}

export function fold(events: readonly JournalEvent[], phaseOf: (step: string) => Phase | undefined): Noted {
  const done = new Set<string>();
  const passed = new Set<Phase>();
  const gates = new Map<Phase, readonly GateNote[]>();
  for (const e of events) {
    if (e.event === "done") done.add(e.record);
    if (e.event === "undoing" || e.event === "undone") (done.delete(e.record), passed.clear(), gates.clear());
    if (e.event === "begun") passed.delete(phaseOf(e.step)!);
    if (e.event === "gate") (e.passed ? passed.add(e.phase) : passed.delete(e.phase), gates.set(e.phase, e.gates ?? []));
  }
  return { done, passed, gates, closed: isClosed(events) };
}

export const isClosed = (events: readonly JournalEvent[]): boolean => events.at(-1)?.event === "closed";
