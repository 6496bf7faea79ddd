/** The table of figures: what each row is called, its bar, and how its figures come from what was measured. */
import type { CoreDeploys } from "./core.ts";
import type { Deploys } from "./deploys.ts";
import type { Preview } from "./growth.ts";
import { median, medianRatio } from "./measure.ts";
import type { PolicyPreviews } from "./policies.ts";
import type { Verdict } from "./verdict.ts";

export const ROWS = ["up", "up-30s", "critical-path", "no-op", "growth", "policies", "verdict", "core", "platform"] as const;
export type RowName = (typeof ROWS)[number];

/** One figure of the table and the bar that it is held against. */
export interface Figure {
  readonly row: RowName | "cold" | "warm";
  readonly what: string;
  readonly value: number;
  readonly unit: "" | "s" | "MiB" | "ids";
  readonly bar: number;
  /** What the value was made of, in words. */
  readonly detail: string;
}

export const passes = (figure: Figure): boolean => figure.value <= figure.bar;

const s = (values: readonly number[]) => `${median(values).toFixed(1)} s`;
const figure = (row: Figure["row"], what: string, value: number, unit: Figure["unit"], bar: number, detail: string): Figure => ({ row, what, value, unit, bar, detail });

/** Rows `up` and `up-30s`: the user's command, and plain Pulumi, against compose. */
export function upFigures(row: "up" | "up-30s", d: Deploys): Figure[] {
  const [words, bar] = row === "up" ? ["60 services, 5-second checks", 0.6] : ["the same with 30-second checks", 0.2];
  return [
    figure(row, `${words}: ./sutazai up / compose up --wait`, medianRatio(d.sutazai, d.compose), "", bar, `${s(d.sutazai)} / ${s(d.compose)}`),
    figure(row, `${words}: pulumi up --skip-preview / compose up --wait`, medianRatio(d.pulumi, d.compose), "", bar, `${s(d.pulumi)} / ${s(d.compose)}`),
  ];
}

export function pathFigures(d: Deploys, criticalSeconds: number): Figure[] {
  const floor = d.bare.map((bare) => bare + criticalSeconds);
  const detail = (values: readonly number[]) => `${s(values)} / (${criticalSeconds} s + ${s(d.bare)})`;
  return [
    figure("critical-path", "./sutazai up / (critical path + bare create and start)", medianRatio(d.sutazai, floor), "", 1.25, detail(d.sutazai)),
    figure("critical-path", "pulumi up --skip-preview / (critical path + bare create and start)", medianRatio(d.pulumi, floor), "", 1.25, detail(d.pulumi)),
  ];
}

export function noopFigures(d: Deploys): Figure[] {
  return [
    figure("no-op", "second ./sutazai up / compose up -d, nothing changed", medianRatio(d.sutazaiAgain, d.composeAgain), "", 2, `${s(d.sutazaiAgain)} / ${s(d.composeAgain)}`),
    figure("no-op", "second ./sutazai up, nothing changed", median(d.sutazaiAgain), "s", 6, "60 services"),
    figure("no-op", "second pulumi up --skip-preview / compose up -d", medianRatio(d.pulumiAgain, d.composeAgain), "", 2, `${s(d.pulumiAgain)} / ${s(d.composeAgain)}`),
    figure("no-op", "container ids changed by the second up, both forms", Math.max(...d.idsChanged), "ids", 0, "the worst round"),
  ];
}

export function growthFigures([small, big]: readonly [Preview, Preview]): Figure[] {
  return [
    figure("growth", "preview without a change, 480 / 60 services: ./sutazai preview", medianRatio(big.sutazai, small.sutazai), "", 5, `${s(big.sutazai)} / ${s(small.sutazai)}`),
    figure("growth", "preview without a change, 480 / 60 services: pulumi preview", medianRatio(big.pulumi, small.pulumi), "", 5, `${s(big.pulumi)} / ${s(small.pulumi)}`),
    figure("growth", "program's peak memory, 60 services", median(small.peak), "MiB", 300, "VmHWM in preview"),
    figure("growth", "program's peak memory, 480 services", median(big.peak), "MiB", 900, "VmHWM in preview"),
  ];
}

export function policyFigures(previews: readonly { readonly services: number; readonly seconds: PolicyPreviews }[]): Figure[] {
  return previews.flatMap(({ services, seconds: { none, one, all } }) => [
    figure("policies", `first preview of ${services} services: with all policies / without`, medianRatio(all, none), "", 1.35, `${s(all)} / ${s(none)}`),
    figure("policies", `first preview of ${services} services: all policies / one`, medianRatio(all, one), "", 1.1, `${s(all)} / ${s(one)}`),
  ]);
}

export function verdictFigures(kind: "dead" | "unhealthy", v: Verdict): Figure[] {
  return [
    figure("verdict", `${kind} service: from the engine's verdict to the message`, median(v.told), "s", 5, `worst ${Math.max(...v.told).toFixed(1)} s`),
    figure("verdict", `${kind} service: from the engine's verdict to the command's end`, median(v.ended), "s", 5, `worst ${Math.max(...v.ended).toFixed(1)} s`),
  ];
}

export function coreFigures(row: "core" | "platform", d: CoreDeploys): Figure[] {
  const what = row === "core" ? `core platform (${d.services} services), its own checks` : `default profile (${d.services} services), 5-second checks`;
  return [figure(row, `${what}, images built: ./sutazai up / compose up --wait`, medianRatio(d.sutazai, d.compose), "", 0.7, `${s(d.sutazai)} / ${s(d.compose)}`)];
}

/** Seconds of a first `up`, taken from the log of a run by hand. */
export const givenFigures = (given: { readonly cold?: number; readonly warm?: number }): Figure[] => [
  ...(given.cold === undefined ? [] : [figure("cold", "cold ./sutazai up, package registries only", given.cold, "s", 1800, "from a log of a run by hand")]),
  ...(given.warm === undefined ? [] : [figure("warm", "./sutazai up with caches", given.warm, "s", 90, "from a log of a run by hand")]),
];
