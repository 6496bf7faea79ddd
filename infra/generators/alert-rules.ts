/** rules.yml of Prometheus: the usage of containers under the services' names, and the alerts of the tables. */
import { stringify } from "yaml";
import type { Service } from "../service.ts";
import { platformAlerts } from "./alert-rules-platform.ts";
import { TOOL_ALERTS } from "./alert-rules-tools.ts";

export interface AlertRule {
  readonly alert: string;
  readonly severity: "critical" | "warning";
  /** How long the expression must hold without a break; none: at once. */
  readonly for?: string;
  readonly expr: string;
  /** Whom it is about, where the expression's result does not say so by its label. */
  readonly service?: string;
  readonly summary: string;
  /** What was seen, and what to do. */
  readonly description: string;
  /** Services that make the numbers; without one of them the rule is left out. */
  readonly needs: readonly string[];
}

/** cAdvisor knows ids of containers, health-monitor whose they are. */
const OWNER = "* on (container_id) group_left (service, tier) max by (container_id, service, tier) (sutazai_container_info)";
const CPU = "sum by (container_id) (rate(container_cpu_usage_seconds_total[5m]))";
const CPU_LIMIT = "max by (container_id) (container_spec_cpu_quota / container_spec_cpu_period)";
const MEMORY = "max by (container_id) (container_memory_working_set_bytes)";
const MEMORY_LIMIT = "max by (container_id) (container_spec_memory_limit_bytes)";
const ofService = (expr: string) => `sum by (service, tier) (${expr} ${OWNER})`;

const RECORDED = [
  { record: "sutazai:container_cpu_cores", expr: ofService(CPU) },
  { record: "sutazai:container_cpu_percent", expr: ofService(`100 * ${CPU} / ${CPU_LIMIT}`) },
  { record: "sutazai:container_memory_bytes", expr: ofService(MEMORY) },
  { record: "sutazai:container_memory_percent", expr: ofService(`100 * ${MEMORY} / ${MEMORY_LIMIT}`) },
];

export function alertRules(_self: Service, chosen: readonly Service[]): string {
  const names = new Set(chosen.map((s) => s.name));
  const critical = chosen.filter((s) => s.critical).map((s) => s.name).sort();
  const group = (name: string, rules: readonly AlertRule[]) => ({ name, rules: rules.filter((r) => r.needs.every((n) => names.has(n))).map(alertOf) });
  const groups = [{ name: "containers", rules: RECORDED }, group("platform", platformAlerts(critical)), group("tools", TOOL_ALERTS)];
  return stringify({ groups: groups.filter((g) => g.rules.length > 0) }, { lineWidth: 0 });
}

function alertOf(r: AlertRule): object {
  return {
    alert: r.alert,
    expr: r.expr,
    ...(r.for ? { for: r.for } : {}),
    labels: { severity: r.severity, ...(r.service ? { service: r.service } : {}) },
    annotations: { summary: r.summary, description: r.description },
  };
}
