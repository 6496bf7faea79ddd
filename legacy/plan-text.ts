import { counted } from "../infra/words.ts";
import { contentOf, PHASES, type Change, type ConsolidationPlan, type Step } from "./plan-types.ts";

/** The plan for people: phases, steps with cause and risk, and every single change. */
export function planText(plan: ConsolidationPlan): string {
  const changes = plan.steps.flatMap((s) => s.changes);
  const count = (kind: Change["kind"]) => changes.filter((c) => c.kind === kind).length;
  const head = `plan for ${plan.root}: ${counted(plan.steps.length, "step")}; ${count("remove") + count("unlink")} removed, ${count("write")} written, ${count("link")} linked`;
  const phases = PHASES.flatMap((phase) => {
    const steps = plan.steps.filter((s) => s.phase === phase);
    return steps.length > 0 ? ["", `phase ${phase}`, ...steps.flatMap(stepLines)] : [];
  });
  return [head, ...phases].join("\n");
}

/** One step: its head, why, whom it concerns, what it changes. */
export function stepLines(step: Step): string[] {
  const critical = step.critical.length > 0 ? [`    critical: ${step.critical.join(", ")} (held without ${step.critical.map((s) => `--allow ${s}`).join(" ")})`] : [];
  const services = step.services.length > 0 ? [`    services: ${step.services.join(", ")}`] : [];
  return [`  ${step.id}: ${step.title} (risk ${step.risk})`, `    cause: ${step.cause}`, ...services, ...critical, ...step.changes.map((c) => `    ${changeText(c)}`)];
}

export function changeText(change: Change): string {
  switch (change.kind) {
    case "remove":
      return `remove   ${change.path}`;
    case "unlink":
      return `unlink   ${change.path} -> ${change.target}`;
    case "write":
      return `${change.before === null ? "create " : "replace"}  ${change.path} (${counted(contentOf(change).length, "byte")}, mode ${change.mode.toString(8).padStart(4, "0")})`;
    case "link":
      return `link     ${change.path} -> ${change.target}`;
  }
}
