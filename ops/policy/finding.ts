/** What `policy check` finds, in one form whatever found it. */
import type { EnforcementLevel } from "@pulumi/policy";
import type { NetworkReach } from "../../infra/reach.ts";
import type { Requirement } from "./requirement.ts";

/** Where it was seen: about to be deployed, deployed by Pulumi, running on the engine, or in a file. */
export type Source = "plan" | "state" | "engine" | "file";

/** A service of the stack, or a place in a file (line from 1). */
export type Place = { readonly service: string } | { readonly file: string; readonly line: number };

export interface Finding {
  readonly requirement: Requirement;
  /** `advisory` is told, and fails nothing. */
  readonly level: Extract<EnforcementLevel, "advisory" | "mandatory">;
  readonly place: Place;
  readonly sources: readonly Source[];
  readonly must: string;
  readonly got: string;
  readonly fix: string;
}

/** An exemption and what became of it. */
export interface ExemptionUse {
  /** The requirement, by id. */
  readonly rule: string;
  /** A service, or a file. */
  readonly subject: string;
  readonly reason: string;
  readonly owner: string;
  /** Last day on which it holds, YYYY-MM-DD in UTC. */
  readonly expires: string;
  /** `expired`: it covers nothing any more. `ending`: within 30 days. `idle`: what it excuses is not there. */
  readonly state: "used" | "ending" | "expired" | "idle";
}

export interface PolicyReport {
  /** `stack dev`, or a folder. */
  readonly subject: string;
  readonly at: Date;
  /** What was judged, in words with counts; and what was not, with why. */
  readonly judged: readonly string[];
  readonly skipped: readonly string[];
  readonly findings: readonly Finding[];
  readonly exemptions: readonly ExemptionUse[];
  /** Of a stack: which services reach each other. */
  readonly reach?: readonly NetworkReach[];
}

const SOON_DAYS = 30;
const DAY = 86_400_000;

/** @param today YYYY-MM-DD; the last day still counts. @param used whether it covers anything. */
export function exemptionState(expires: string, today: string, used: boolean): ExemptionUse["state"] {
  if (expires < today) return "expired";
  if (!used) return "idle";
  return Date.parse(expires) - Date.parse(today) <= SOON_DAYS * DAY ? "ending" : "used";
}

/** `redis`, or `images/lab/redis/Dockerfile:3`. */
export function placeText(place: Place): string {
  return "service" in place ? place.service : `${place.file}:${place.line}`;
}

const SEVERITIES = ["critical", "high", "medium", "low"];

/** The same finding of several sources is one; mandatory ones first, then by severity, place and rule. */
export function merged(findings: readonly Finding[]): Finding[] {
  const byKey = new Map<string, Finding>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.requirement.id, finding.place, finding.must, finding.got]);
    const known = byKey.get(key);
    byKey.set(key, known === undefined ? finding : { ...known, sources: [...new Set([...known.sources, ...finding.sources])] });
  }
  const rank = (f: Finding) => [f.level === "mandatory" ? "0" : "1", SEVERITIES.indexOf(f.requirement.severity), "service" in f.place ? f.place.service : f.place.file, "service" in f.place ? 0 : f.place.line, f.requirement.id] as const;
  return [...byKey.values()].sort((a, b) => {
    const [x, y] = [rank(a), rank(b)];
    const at = x.findIndex((value, i) => value !== y[i]);
    return at < 0 ? 0 : x[at]! < y[at]! ? -1 : 1;
  });
}

/** Violations: what makes the command end with 2. */
export const violationsOf = ({ findings }: Pick<PolicyReport, "findings">) => findings.filter((f) => f.level === "mandatory");

/** Reads back the one form of a violation's text (policies/lib/check.ts); a text of any other form is its own `got`. */
export function parseMessage(text: string, resource: string): { service: string } & Pick<Finding, "must" | "got" | "fix"> {
  const [, service, must, got, fix] = /^(\S+): must (.*?); got (.*); fix: (.*)$/s.exec(text) ?? [];
  return service === undefined ? { service: resource, must: "keep the rule", got: text, fix: "see the rule's remedy" } : { service, must: must!, got: got!, fix: fix! };
}
