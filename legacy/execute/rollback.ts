/** Undoes what a run did, the last step first, from whatever state a kill left it in. */
import { ProblemsError, refuse } from "../../infra/problems.ts";
import { counted } from "../../infra/words.ts";
import type { Estate } from "./apply.ts";
import { damageOf, latestRun, progressOf, refuseDamage, retire, type Progress, type Run } from "./archive.ts";
import { reasonOf } from "../../infra/system-errors.ts";
import { StoppedError } from "./errors.ts";
import { note } from "./journal.ts";
import { undo, undoConflicts } from "./undo.ts";

export interface Restored {
  readonly run: Run;
  /** Steps that were undone, in the order of undoing, each with the paths that are as before. */
  readonly steps: readonly { readonly step: string; readonly paths: readonly string[] }[];
}

/**
 * Gives the estate back. The caller holds the lock.
 * @param to the step that is to stay as the last one; default: none stays
 * @returns undefined when nothing was ever applied, or all of it is given back already
 * @throws ProblemsError when the archive is damaged or a path was changed since, before anything is touched.
 */
export function rollBack({ disk, root, archive }: Estate, to: string | undefined, say: (text: string) => void): Restored | undefined {
  const run = latestRun(disk, archive);
  const progress = run && progressOf(disk, run);
  if (!run || !progress || progress.closed) return undefined;
  const chosen = chosenOf(progress, to);
  refuseDamage(run.folder, damageOf(disk, run.folder, chosen));
  refuse("nothing was touched: files were changed since", undoConflicts(disk, root, chosen.map((a) => a.record)));
  const steps: Restored["steps"][number][] = [];
  for (const { name, record } of chosen.toReversed()) {
    try {
      note(disk, run.folder, { event: "undoing", record: name });
      undo(disk, root, run.folder, record);
      retire(disk, run.folder, name);
    } catch (error) {
      throw new StoppedError(`undoing step ${record.step} stopped: ${reasonOf(error)}\n  fix: remove the cause, then run ./sutazai consolidate rollback DIR again: it goes on where it stopped`, { cause: error });
    }
    say(`undone: ${record.step} (${counted(record.files.length, "path")})`);
    steps.push({ step: record.step, paths: record.files.map((f) => f.path) });
  }
  if (chosen.length === progress.active.length) note(disk, run.folder, { event: "closed" });
  return { run, steps };
}

function chosenOf({ active }: Progress, to: string | undefined): Progress["active"] {
  if (to === undefined) return active;
  const at = active.findIndex((a) => a.record.step === to);
  if (at >= 0) return active.slice(at + 1);
  throw new ProblemsError("consolidate rollback", [{ path: "--to", rule: "a step that is done", got: to, fix: active.length > 0 ? `one of ${active.map((a) => a.record.step).join(", ")}` : "leave it out: no step is done" }]);
}
