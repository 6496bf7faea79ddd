/**
 * The gate of every phase for Dockerfiles: what the phase wrote, or took away and kept as a row of the manifest, keeps every rule of `policy check` that
 * the file before it kept. Pure.
 */
import type { Problem } from "../../infra/problems.ts";
import { LINT_RULES } from "../../lint/rules.ts";
import type { Judgement, PastFile } from "../execute/gate.ts";
import { kindOf } from "../kinds.ts";
import { statesIn, type Broken } from "./dockerfile-rules.ts";
import type { Estate } from "./estate.ts";
import { asBefore, madeAgain, withFiles } from "./past.ts";

/** @param past every path that the phase changed, as it was before it. */
export function judgeDockerfiles(now: Estate, past: ReadonlyMap<string, PastFile>): Judgement {
  const again = madeAgain(now, past);
  const before = statesIn(asBefore(now, past));
  const after = statesIn(withFiles(now, again.files));
  const paths = [...past.keys()].filter((path) => kindOf(path) === "dockerfile").sort();
  const problems: Problem[] = [...again.problems];
  const gone: string[] = [];
  const kept: Broken[] = [];
  let judged = 0;
  let faulty = 0;
  for (const path of paths) {
    const [old, own] = [before(path), after(path)];
    if (own === undefined) {
      gone.push(`${path} was taken away, and nothing makes it again`);
      continue;
    }
    judged++;
    const found = worse(old?.broken ?? [], own.broken);
    if (own.faulty && found.length === 0) faulty++;
    kept.push(...own.broken.filter((one) => !found.includes(one)));
    problems.push(...found.map((one) => problemOf(path, one, old !== undefined)));
  }
  return { problems, notes: [...(judged > 0 ? [summary(judged, faulty)] : []), ...(kept.length > 0 ? [`rules that they broke before: ${counted(kept)}`] : []), ...gone] };
}

/** What was not found before, or less often. */
export function worse<T extends Pick<Broken, "key">>(old: readonly T[], now: readonly T[]): T[] {
  const allowed = new Map<string, number>();
  for (const { key } of old) allowed.set(key, (allowed.get(key) ?? 0) + 1);
  return now.filter(({ key }) => {
    const left = allowed.get(key) ?? 0;
    allowed.set(key, left - 1);
    return left <= 0;
  });
}

const summary = (judged: number, faulty: number) => `${judged} ${judged === 1 ? "Dockerfile" : "Dockerfiles"} judged by ${LINT_RULES.length} rules${faulty > 0 ? `; ${faulty} ${faulty === 1 ? "has" : "have"} errors that were there before` : ""}`;

function counted(broken: readonly Broken[]): string {
  const rules = [...Map.groupBy(broken, ({ rule }) => rule)].sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1));
  return rules.map(([rule, own]) => `${rule} ${own.length}`).join(", ");
}

function problemOf(file: string, { rule, line, must, got, fix }: Broken, replaces: boolean): Problem {
  return {
    path: line > 0 ? `${file}:${line}` : file,
    rule: `a Dockerfile must ${must}${replaces ? ", as the one before it does" : ""}`,
    got: `${got} (${rule})`,
    fix: `give the phase back with ./sutazai consolidate rollback DIR, and correct what makes the file: ${fix}`,
  };
}
