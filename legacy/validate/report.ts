/** Results of a validation: sums, comparison, Markdown. Pure. */
import { counted } from "../../infra/words.ts";
import type { BaseRule } from "./bases.ts";
import { OUTCOMES, type Outcome, type Verdict } from "./outcome.ts";
import { jobName, type Job } from "./plan.ts";

export interface Result extends Job, Verdict {
  readonly built: boolean;
  /** Of the build, as measured. */
  readonly seconds: number;
  readonly steps: number;
  /** Steps that the engine's cache answered: seconds of two builds compare only when both are 0. */
  readonly cachedSteps: number;
  /** Of the image; undefined when it was not built. */
  readonly bytes: number | undefined;
  readonly replacedBases: readonly BaseRule[];
  /** Last lines of the build, or of the container. */
  readonly log: readonly string[];
}

export interface Validation {
  readonly root: string;
  readonly summary: { readonly total: number; readonly built: number; readonly outcomes: Partial<Record<Outcome, number>> };
  readonly results: readonly Result[];
}

export function summed(root: string, results: readonly Result[]): Validation {
  const outcomes: Partial<Record<Outcome, number>> = {};
  for (const outcome of Object.keys(OUTCOMES) as Outcome[]) {
    const count = results.filter((result) => result.outcome === outcome).length;
    if (count > 0) outcomes[outcome] = count;
  }
  return { root, summary: { total: results.length, built: results.filter((result) => result.built).length, outcomes }, results };
}

export interface Side {
  readonly name: string;
  readonly outcome: Outcome;
  readonly seconds: number;
  readonly cachedSteps: number;
  readonly bytes: number | undefined;
}

/** One image in two estates. */
export interface Compared {
  readonly before: Side | undefined;
  readonly after: Side | undefined;
}

/** Pairs by Dockerfile, context and target, else by a service that both build; what only one side has stands alone, at the end. */
export function compared(before: readonly Result[], after: readonly Result[]): Compared[] {
  const left = new Set(after);
  const same = (a: Result, b: Result) => a.dockerfile === b.dockerfile && a.context === b.context && a.target === b.target;
  const partners = new Map<Result, Result>();
  for (const fits of [same, (a: Result, b: Result) => a.services.some((service) => b.services.includes(service))]) {
    for (const one of before.filter((result) => !partners.has(result))) {
      const other = [...left].find((candidate) => fits(one, candidate));
      if (!other) continue;
      partners.set(one, other);
      left.delete(other);
    }
  }
  const alone = before.filter((result) => !partners.has(result));
  return [
    ...[...partners].map(([one, other]) => ({ before: side(one), after: side(other) })),
    ...alone.map((result) => ({ before: side(result), after: undefined })),
    ...[...left].map((result) => ({ before: undefined, after: side(result) })),
  ];
}

const side = (result: Result): Side => ({ name: jobName(result), outcome: result.outcome, seconds: result.seconds, cachedSteps: result.cachedSteps, bytes: result.bytes });

/** `12 images: 9 built; 5 healthy, 3 exits, 1 missing source`. */
export function sumLine({ summary }: Validation): string {
  const parts = Object.entries(summary.outcomes).map(([outcome, count]) => `${count} ${outcome}`);
  return `${counted(summary.total, "image")}: ${summary.built} built${parts.length > 0 ? `; ${parts.reverse().join(", ")}` : ""}`;
}

export function markdown(validation: Validation, against: { validation: Validation; pairs: readonly Compared[] } | undefined): string {
  return [...section(validation), ...(against ? [...section(against.validation), ...comparison(against.pairs)] : [])].join("\n");
}

function section(validation: Validation): string[] {
  const { root, results, summary } = validation;
  const replaced = [...new Map(results.flatMap((result) => result.replacedBases).map((rule) => [rule.from, rule.image]))];
  const rows = results.map((r) => `| ${escape(jobName(r))} | ${escape(r.services.join(", ") || "-")} | ${r.outcome} | ${r.seconds.toFixed(1)} | ${r.cachedSteps}/${r.steps} | ${bytes(r.bytes)} | ${escape(r.detail)} |`);
  return [
    `# Validation of ${root}`,
    "",
    sumLine(validation),
    "",
    ...(replaced.length > 0 ? ["Built on other bases than written, so what follows is not proven for the upstream ones:", "", ...replaced.map(([from, image]) => `- \`${from}\` -> \`${image}\``), ""] : []),
    "| outcome | images | means |",
    "| --- | ---: | --- |",
    ...Object.entries(summary.outcomes).map(([outcome, count]) => `| ${outcome} | ${count} | ${OUTCOMES[outcome as Outcome]} |`),
    "",
    "| Dockerfile | services | outcome | seconds | cached steps | size | detail |",
    "| --- | --- | --- | ---: | ---: | ---: | --- |",
    ...rows,
    "",
  ];
}

function comparison(pairs: readonly Compared[]): string[] {
  const cell = (one: Side | undefined, text: (one: Side) => string) => (one ? escape(text(one)) : "-");
  const time = (one: Side) => `${one.seconds.toFixed(1)}${one.cachedSteps > 0 ? " (cache)" : ""}`;
  return [
    "# Before and after",
    "",
    "Seconds with `(cache)` were shortened by the engine's cache; `--no-cache` measures whole builds.",
    "",
    "| before | after | outcome | seconds | size |",
    "| --- | --- | --- | --- | --- |",
    ...pairs.map(({ before, after }) => `| ${[[before, after].map((one) => cell(one, (s) => s.name)).join(" | "), ...[(s: Side) => s.outcome, time, (s: Side) => bytes(s.bytes)].map((text) => `${cell(before, text)} -> ${cell(after, text)}`)].join(" | ")} |`),
    "",
  ];
}

/** Decimal megabytes with one digit, as the engine's client prints them. */
export function bytes(count: number | undefined): string {
  return count === undefined ? "-" : `${(count / 1e6).toFixed(1)} MB`;
}

const escape = (text: string) => text.replaceAll("\\", "\\\\").replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll(/\s*\n\s*/g, " ");
