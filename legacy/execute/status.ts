import { counted } from "../../infra/words.ts";
import { PHASES, type ConsolidationPlan, type Phase, type Step } from "../plan-types.ts";
import type { Progress } from "./archive.ts";
import type { GateNote } from "./journal.ts";

export interface Status {
  readonly steps: readonly (Pick<Step, "id" | "phase" | "title" | "critical"> & { readonly state: "done" | "half done" | "open" | "given back" })[];
  readonly passed: readonly Phase[];
  /** What each gate said last, by phase. */
  readonly gates: readonly { readonly phase: Phase; readonly gates: readonly GateNote[] }[];
  /** What can be done now, in words. */
  readonly next: string;
}

/** How far a run is. */
export function statusOf({ steps }: ConsolidationPlan, { active, passed, gates, closed }: Progress): Status {
  const stateOf = (id: string) => {
    if (closed) return "given back";
    const found = active.find((a) => a.record.step === id);
    return found ? (found.done ? "done" : "half done") : "open";
  };
  const rows = steps.map(({ id, phase, title, critical }) => ({ id, phase, title, critical, state: stateOf(id) }) as const);
  return { steps: rows, passed: PHASES.filter((p) => passed.has(p)), gates: PHASES.flatMap((phase) => (gates.get(phase)?.length ? [{ phase, gates: gates.get(phase)! }] : [])), next: nextOf(rows, passed, closed) };
}

function nextOf(rows: Status["steps"], passed: ReadonlySet<Phase>, closed: boolean): string {
  if (closed) return "given back as it was";
  const half = rows.find((r) => r.state === "half done");
  if (half) return `step ${half.id} is half done: apply --execute goes on, rollback gives all back`;
  const waiting = rows.find((r) => r.state === "done" && !passed.has(r.phase));
  if (waiting) return `phase ${waiting.phase} has not passed its gate: apply --execute asks it again`;
  const open = rows.filter((r) => r.state === "open");
  if (open.length === 0) return "everything is done";
  return open.every((r) => r.critical.length > 0) ? `${counted(open.length, "step is", "steps are")} held for critical services: --allow SERVICE` : `${counted(open.length, "step is", "steps are")} open: apply --execute goes on`;
}

export const statusRows = ({ steps, passed }: Status): string[][] => [["STEP", "PHASE", "STATE", "GATE", "TITLE"], ...steps.map((s) => [s.id, s.phase, s.state, passed.includes(s.phase) ? "passed" : "", s.title])];

/** `gate pilot: references passed; builds failed`, each note on a line of its own. */
export const gateLines = (gates: Status["gates"]): string[] =>
  gates.flatMap(({ phase, gates: words }) => [`gate ${phase}: ${words.map((g) => `${g.name} ${g.passed ? "passed" : "failed"}`).join("; ")}`, ...words.flatMap((g) => g.notes.map((text) => `  ${g.name}: ${text}`))]);
