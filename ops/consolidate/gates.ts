/** The gates of a consolidation, beside the executor's own check. */
import type { Estate } from "../../legacy/execute/apply.ts";
import type { Gate, Judged } from "../../legacy/execute/gate.ts";
import { judgeDockerfiles } from "../../legacy/plan/dockerfile-gate.ts";
import { readEstate, type Estate as EstateFiles } from "../../legacy/plan/estate.ts";
import { referenceProblems } from "../../legacy/plan/gate.ts";
import { buildGate, type BuildWords } from "./build-gate.ts";

/** Those that may be waived, by name. */
export const GATES = ["references", "dockerfiles", "builds"] as const;

/** @param builds how images are built and compared; undefined: they are not. */
export function gatesOf({ root }: Estate, builds: BuildWords | undefined, say: (text: string) => void): Gate[] {
  const read = new WeakMap<Judged, EstateFiles>();
  const now = (judged: Judged): EstateFiles => {
    const found = read.get(judged) ?? readEstate(String(root));
    read.set(judged, found);
    return found;
  };
  return [
    { name: "references", judge: async (judged) => ({ problems: referenceProblems(now(judged), judged.done) }) },
    { name: "dockerfiles", judge: async (judged) => judgeDockerfiles(now(judged), judged.past()) },
    ...(builds ? [buildGate(String(root), builds, now, say)] : []),
  ];
}
