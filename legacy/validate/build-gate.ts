/** What builds before and after a phase say of it: whether every image still builds, holds the same and starts as well. Pure. */
import type { Problem } from "../../infra/problems.ts";
import type { Judgement } from "../execute/gate.ts";
import { differences, type Difference, type ImageFacts } from "../proof.ts";
import { OUTCOMES, type Outcome } from "./outcome.ts";
import { jobName } from "./plan.ts";
import { bytes, type Result } from "./report.ts";

/** One Dockerfile in one of its contexts, with what its image held when it was built. */
export interface Built {
  readonly result: Result;
  readonly facts: ImageFacts | undefined;
}

export interface BuiltPair {
  /** Undefined for a Dockerfile that was not there before. */
  readonly before: Built | undefined;
  readonly after: Built;
}

/** Differences that are told for each Dockerfile, at most. */
const TOLD = 12;
const RANK = Object.keys(OUTCOMES) as Outcome[];

/** @param accepted kinds of differences that are noted and stop nothing. */
export function judgeBuilds(pairs: readonly BuiltPair[], accepted: ReadonlySet<Difference["what"]>): Judgement {
  const judged = pairs.map((pair) => judgePair(pair, accepted));
  const replaced = new Map(pairs.flatMap(({ before, after }) => [...(before?.result.replacedBases ?? []), ...after.result.replacedBases]).map((rule) => [rule.from, rule.image]));
  return {
    problems: judged.flatMap((one) => one.problems),
    notes: [...judged.flatMap((one) => one.notes), ...[...replaced].map(([from, image]) => `base ${from} was replaced by ${image}: what was built is not proven for the upstream one`)],
  };
}

function judgePair({ before, after }: BuiltPair, accepted: ReadonlySet<Difference["what"]>): { problems: Problem[]; notes: string[] } {
  const name = jobName(after.result);
  const problem = (rule: string, got: string): Problem => ({ path: name, rule, got, fix: "give the phase back with ./sutazai consolidate rollback DIR, and correct what makes the file" });
  if (!before) return after.result.built ? { problems: [], notes: [`${name}: new; ${told(after.result)}`] } : { problems: [problem("builds", said(after.result))], notes: [] };
  if (!before.result.built) return { problems: [], notes: [`${name}: did not build before (${said(before.result)}); ${after.result.built ? "it does now" : "nor does it now"}`] };
  if (!after.result.built) return { problems: [problem("builds, as it did before", said(after.result))], notes: [] };
  const found = differences(before.facts!, after.facts!);
  const [fine, wrong] = [found.filter((d) => accepted.has(d.what)), found.filter((d) => !accepted.has(d.what))];
  const worse = RANK.indexOf(after.result.outcome) < RANK.indexOf(before.result.outcome);
  const same = found.length === 0 ? "; the same packages, user, ports and entry point" : fine.length > 0 ? `; accepted: ${list(fine)}` : "";
  return {
    problems: [
      ...(wrong.length > 0 ? [problem("an image that holds and starts what the old one did", list(wrong))] : []),
      ...(worse ? [problem(`starts as well as before (${before.result.outcome})`, said(after.result))] : []),
    ],
    notes: [`${name}: ${told(before.result)} -> ${told(after.result)}${same}`],
  };
}

const said = ({ outcome, detail }: Result) => `${outcome}: ${detail}`;
const told = (r: Result) => `${r.outcome}, ${r.seconds.toFixed(1)} s${r.cachedSteps > 0 ? " (cache)" : ""}, ${bytes(r.bytes)}`;

function list(found: readonly Difference[]): string {
  const text = found.slice(0, TOLD).map(({ what, name, old, new: now }) => `${what}${name === "" ? "" : ` ${name}`}: ${old ?? "none"} -> ${now ?? "none"}`);
  return `${text.join("; ")}${found.length > TOLD ? `; and ${found.length - TOLD} more` : ""}`;
}
