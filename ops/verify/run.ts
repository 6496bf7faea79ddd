/** Runs the checks of services: services beside each other, the checks of one in their order. */
import type { ExecResult } from "../../engine/check.ts";
import type { PlannedService } from "../../infra/plan-types.ts";
import type { ServiceState } from "../observe.ts";
import { KINDS } from "./kinds.ts";
import { brief, type Implementation, type Kind, type Spec, type Target, type Verdict } from "./target.ts";

export interface CheckResult {
  readonly service: string;
  readonly check: string;
  readonly ok: boolean;
  readonly ms: number;
  readonly detail: string;
  /** False for a stand-in: it answers, but it does not do the job. */
  readonly real: boolean;
}

/** Services asked at once. */
const PARALLEL = 8;

/** In the services' order. A service that does not run gives one failed check. */
export async function runChecks(services: readonly PlannedService[], states: readonly ServiceState[], targetOf: (service: PlannedService) => Target): Promise<CheckResult[]> {
  const byName = new Map(states.map((s) => [s.name, s]));
  const results: CheckResult[][] = services.map(() => []);
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < services.length; i = next++) results[i] = await checkService(services[i]!, byName.get(services[i]!.name), targetOf);
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL, services.length) }, worker));
  return results.flat();
}

async function checkService(service: PlannedService, state: ServiceState | undefined, targetOf: (service: PlannedService) => Target): Promise<CheckResult[]> {
  const common = { service: service.name, real: service.standIn === undefined };
  if (state?.state !== "running") {
    return [{ ...common, check: "runs", ok: false, ms: 0, detail: `${state?.state ?? "missing"}: ${state?.detail || "not running"}` }];
  }
  const target = targetOf(service);
  const results: CheckResult[] = [];
  for (const { check, work } of worksOf(service, target)) {
    const started = performance.now();
    const { ok, detail } = await work().catch((error: unknown): Verdict => ({ ok: false, detail: reason(error) }));
    results.push({ ...common, check, ok, ms: Math.round(performance.now() - started), detail });
  }
  return results;
}

/** The catalogue's verify entries; a service without any has its health check. */
function worksOf(service: PlannedService, target: Target): { check: string; work: () => Promise<Verdict> }[] {
  if (service.verify.length === 0) return [{ check: "own health check", work: async () => healthVerdict(await target.check()) }];
  return service.verify.map((spec) => {
    const implementation = KINDS[spec.kind] as Implementation<Kind>;
    return { check: implementation.title(spec as Spec<Kind>), work: () => implementation.run(spec as Spec<Kind>, target) };
  });
}

function healthVerdict({ exit, ended, output }: ExecResult): Verdict {
  return exit === 0 ? { ok: true, detail: "passes" } : { ok: false, detail: ended ? `exit ${exit} ${brief(output)}`.trimEnd() : "did not end in time" };
}

/** `fetch failed` hides its cause. */
function reason(error: unknown): string {
  const cause = (error as { cause?: { code?: string; message?: string } })?.cause;
  const message = error instanceof Error ? error.message : String(error);
  const code = cause?.code ?? cause?.message;
  return brief(code ? `${message} (${code})` : message, 400);
}
