import { engine } from "../../engine/client.ts";
import { loadStack } from "../../engine/load.ts";
import type { PlannedService, StackPlan } from "../../infra/plan-types.ts";
import { refuseUnchosen } from "../chosen.ts";
import { EXIT, UsageError, type CommandSpec } from "../command.ts";
import { unknownService } from "../../infra/nearest.ts";
import { observe } from "../observe.ts";
import { createOutput } from "../output.ts";
import { readSecrets } from "../secrets.ts";
import { liveTarget } from "../verify/live-target.ts";
import { markdownReport, named as titleOf, sumLine } from "../verify/report.ts";
import { runChecks, type CheckResult } from "../verify/run.ts";

/** `verify`: every service does its job once; exit 2 when one does not. */
export const verify: CommandSpec = {
  name: "verify",
  summary: "ask every service to do its job",
  configure: (command) =>
    void command
      .option("--tier <n>", "only the services of this tier")
      .option("--critical-only", "only the services that a platform cannot do without")
      .option("--service <name...>", "only these services")
      .option("--report <form>", "a report on standard output: md or json"),
  async run(context, _args, options) {
    const report = reportForm(options.report);
    if (report === "md" && context.json) throw new UsageError("--report md and --json exclude each other: both are for standard output");
    const loaded = await loadStack(context.root, context.stack);
    const { plan } = loaded;
    if (options.service !== undefined) refuseUnchosen(plan.stack, options.service as string[], loaded, loaded.settings.profiles);
    const services = chooseServices(plan, options);
    // A report has standard output for itself.
    const out = report === undefined ? context.out : createOutput({ json: true });
    let secrets: Promise<Record<string, string>> | undefined;
    const readOnce = () => (secrets ??= readSecrets({ ...context, out: createOutput({ json: true }) }));
    const checks = await out.step(`verifying ${services.length} ${services.length === 1 ? "service" : "services"} of stack ${plan.stack}`, async () => {
      const { services: states } = await observe(plan, engine());
      return runChecks(services, states, (service) => liveTarget(service, engine(), readOnce));
    });
    if (report === "md") process.stdout.write(markdownReport({ stack: plan.stack, environment: plan.environment, source: plan.source, at: new Date() }, checks));
    else if (report === "json" || context.json) process.stdout.write(JSON.stringify({ stack: plan.stack, checks }, null, 2) + "\n");
    else {
      context.out.table(checkRows(checks, context.out.paint));
      context.out.line();
      context.out.line(sumLine(checks));
    }
    return checks.every((c) => c.ok) ? EXIT.done : EXIT.findings;
  },
};

function reportForm(value: unknown): "md" | "json" | undefined {
  if (value === undefined || value === "md" || value === "json") return value;
  throw new UsageError(`--report is md or json, not "${String(value)}"`);
}

/** The services that the options leave. @throws UsageError when there is none. */
export function chooseServices(plan: StackPlan, options: Readonly<Record<string, unknown>>): PlannedService[] {
  const { tier, criticalOnly } = options;
  const named = options.service as readonly string[] | undefined;
  if (tier !== undefined && !/^[1-9]$/.test(String(tier))) throw new UsageError(`--tier is a number from 1 to 9, not "${String(tier)}"`);
  const unknown = named?.find((name) => !plan.services.some((s) => s.name === name));
  if (unknown !== undefined) throw new UsageError(unknownService(unknown, plan.services.map((s) => s.name)));
  const chosen = plan.services.filter((s) => (tier === undefined || s.tier === Number(tier)) && (criticalOnly !== true || s.critical) && (named === undefined || named.includes(s.name)));
  if (chosen.length === 0) throw new UsageError(`stack ${plan.stack} has no service that ${[tier !== undefined ? `is of tier ${String(tier)}` : "", criticalOnly ? "is critical" : "", named ? `is called ${named.join(" or ")}` : ""].filter(Boolean).join(" and ") || "is planned"}`);
  return chosen;
}

function checkRows(checks: readonly CheckResult[], paint: (colour: "green" | "red" | "bold", text: string) => string): string[][] {
  return [
    ["SERVICE", "CHECK", "RESULT", "MS", "DETAIL"].map((word) => paint("bold", word)),
    ...checks.map((c) => [c.service, titleOf(c), c.ok ? paint("green", "passed") : paint("red", "failed"), String(c.ms), c.detail]),
  ];
}
