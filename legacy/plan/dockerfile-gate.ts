/** The gate of every phase for Dockerfiles: what the phase wrote, or took away and kept as a row of the manifest, is at least as sound as it was. Pure. */
import type { Problem } from "../../infra/problems.ts";
import { dockerfileFindings } from "../audit/findings.ts";
import type { Finding } from "../audit/rules.ts";
import { dockerfileFacts } from "../dockerfiles.ts";
import type { Judgement, PastFile } from "../execute/gate.ts";
import { kindOf } from "../kinds.ts";
import { dockerfileOf, estateTree, type Estate } from "./estate.ts";
import { asBefore, madeAgain, withFiles } from "./past.ts";
import { structuralReferences, type Pair } from "./references.ts";

/** @param past every path that the phase changed, as it was before it. */
export function judgeDockerfiles(now: Estate, past: ReadonlyMap<string, PastFile>): Judgement {
  const again = madeAgain(now, past);
  const before = findingsBy(asBefore(now, past));
  const after = findingsBy(withFiles(now, again.files));
  const paths = [...past.keys()].filter((path) => kindOf(path) === "dockerfile").sort();
  const problems: Problem[] = [...again.problems];
  const notes: string[] = [];
  let judged = 0;
  let faulty = 0;
  for (const path of paths) {
    const [old, own] = [before(path), after(path)];
    if (own === undefined) {
      notes.push(`${path} was taken away, and nothing makes it again`);
      continue;
    }
    judged++;
    if (own.some((f) => f.severity === "error") && worse(old, own).length === 0) faulty++;
    problems.push(...worse(old, own).map((found) => problemOf(found, old !== undefined)));
  }
  if (judged > 0) notes.unshift(`${judged} ${judged === 1 ? "Dockerfile" : "Dockerfiles"} judged${faulty > 0 ? `; ${faulty} ${faulty === 1 ? "has" : "have"} errors that were there before` : ""}`);
  return { problems, notes };
}

/** Errors that were not there before, and more findings of a rule than before; of a new file its errors. */
export function worse(old: readonly Finding[] | undefined, now: readonly Finding[]): Finding[] {
  const key = (f: Finding) => (f.severity === "error" ? `${f.rule}\n${f.message}` : f.rule);
  const allowed = new Map<string, number>();
  for (const f of old ?? []) allowed.set(key(f), (allowed.get(key(f)) ?? 0) + 1);
  return now.filter((f) => {
    if (old === undefined && f.severity !== "error") return false;
    const left = allowed.get(key(f)) ?? 0;
    allowed.set(key(f), left - 1);
    return left <= 0;
  });
}

function problemOf({ rule, file, line, message }: Finding, replaces: boolean): Problem {
  return {
    path: line > 0 ? `${file}:${line}` : file,
    rule: replaces ? "at least as sound as the Dockerfile that it replaces" : "a Dockerfile without errors",
    got: `${message} (${rule})`,
    fix: "give the phase back with ./sutazai consolidate rollback DIR, and correct what makes the file",
  };
}

/** Findings of the Dockerfiles of an estate, each in the contexts that it is built in. */
function findingsBy(estate: Estate): (path: string) => Finding[] | undefined {
  const tree = estateTree(estate);
  const pairs: ReadonlyMap<string, readonly Pair[]> = Map.groupBy(structuralReferences(estate).pairs, (pair) => pair.dockerfile);
  return (path) => {
    const file = estate.files.get(path);
    if (!file) return undefined;
    const built = (pairs.get(path) ?? []).filter((pair) => pair.service !== undefined).map((pair) => ({ by: `${pair.compose}#${pair.service}`, context: pair.context }));
    return dockerfileFindings(path, dockerfileFacts(path, dockerfileOf(file), file.bytes?.length ?? 0, tree, built));
  };
}
