/** The form of rules.yml; what the expressions find is held by config/prometheus/rules.test.yml, which promtool runs. */
import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { aService } from "../../tests/unit/fixtures.ts";
import { catalogue } from "../catalogue/index.ts";
import { ServiceSchema, type Service } from "../service.ts";
import { alertRules } from "./alert-rules.ts";

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

const one = (name: string, more: object = {}): Service => ServiceSchema.parse(aService(name, more));
const rules = (services: readonly Service[]): Rule[] => parse(alertRules(one("prometheus"), services)).groups.flatMap((g: { rules: Rule[] }) => g.rules);
const all = rules(catalogue.map((s) => ServiceSchema.parse(s)));
const alerts = all.filter((r) => r.alert !== undefined);

test("a rule in full: core services are the critical ones of the choice", () => {
  expect(rules([one("web", { critical: true }), one("store", { critical: true }), one("page")]).find((r) => r.alert === "CoreServiceDown")).toEqual({
    alert: "CoreServiceDown",
    expr: ["up{job!~\"probe-.+\", ", "probe_success{", "sutazai_service_up{", "sutazai_container_running{"].map((look) => `${look}service=~"store|web"} == 0`).join(" or ").replace(/^/, "min by (service) (").concat(")"),
    for: "5m",
    labels: { severity: "critical" },
    annotations: {
      summary: "core service {{ $labels.service }} is down",
      description: "{{ $labels.service }} has not answered for 5 minutes, and others need it. Look: ./sutazai status, then ./sutazai logs {{ $labels.service }}. Bring it back: ./sutazai up.",
    },
  });
});

test("rules whose numbers nobody makes are left out", () => {
  const names = (services: readonly Service[]) => rules(services).flatMap((r) => r.alert ?? []);
  expect(names([one("web")])).toEqual(["ServiceDown", "TargetMissing", "BackupTooOld"]);
  expect(names([one("web", { critical: true })])[0]).toBe("CoreServiceDown");
  expect(names([one("web"), one("redis-exporter")]).slice(3)).toEqual(["RedisRefuses", "RedisEvicts"]);
});

test("of the platform: names, severities and times", () => {
  expect(alerts.map((r) => `${r.alert} ${r.labels!.severity}${r.for ? ` after ${r.for}` : ""}`)).toEqual([
    "CoreServiceDown critical after 5m",
    "ServiceDown warning after 5m",
    "TargetMissing warning after 7m",
    "FailedHealthChecks warning",
    "ContainerRestarting warning",
    "ContainerHighCpu warning after 10m",
    "ContainerHighMemory warning after 10m",
    "HostHighCpu warning after 10m",
    "HostHighMemory warning after 10m",
    "DiskFilling warning after 10m",
    "DiskFull critical after 5m",
    "ImageBuildFailed warning",
    "BackupTooOld warning",
    "PostgresRefuses critical after 5m",
    "PostgresConnections warning after 10m",
    "PostgresDeadlocks warning",
    "RedisRefuses critical after 5m",
    "RedisEvicts warning after 10m",
    "RabbitmqBlocked critical after 2m",
    "RabbitmqBacklog warning after 15m",
    "PrometheusReloadFailed warning",
    "RuleFails warning after 5m",
    "AlertsNotSent critical after 5m",
    "AlertmanagerReloadFailed warning",
    "NotificationsFail warning after 5m",
  ]);
  expect(all.flatMap((r) => r.record ?? [])).toEqual(["sutazai:container_cpu_cores", "sutazai:container_cpu_percent", "sutazai:container_memory_bytes", "sutazai:container_memory_percent"]);
});

test("of the platform: every alert names the service it is about, and says what to do", () => {
  const about = (r: Rule) => r.labels!.service !== undefined || /by \(service\)/.test(r.expr) || ["TargetMissing", "ContainerHighCpu", "ContainerHighMemory", "BackupTooOld"].includes(r.alert!);
  expect(alerts.filter((r) => !about(r)).map((r) => r.alert)).toEqual([]);
  expect(alerts.filter((r) => !(r.annotations!.summary && r.annotations!.description!.length > r.annotations!.summary.length)).map((r) => r.alert)).toEqual([]);
  expect(alerts.filter(() => new Set(alerts.map((a) => a.alert)).size !== alerts.length)).toEqual([]);
});
