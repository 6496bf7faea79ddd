/**
 * The configuration of the monitoring, made from the whole catalogue in all its profiles, as its own programs judge it: promtool, amtool,
 * blackbox. Then an alert on its way through a running Alertmanager.
 */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { catalogue } from "../../infra/catalogue/index.ts";
import { GENERATORS } from "../../infra/generators/index.ts";
import { ServiceSchema, type Service, type ServiceInput } from "../../infra/service.ts";
import { minutes, TestStack } from "./harness.ts";

const whole = catalogue.map((s) => ServiceSchema.parse(s));
/** Without stand-ins: a job for everything. */
const around = { stack: "whole", source: "registry" } as const;

/** A service of the platform without its neighbours, with the files that it has among all of them. */
function alone(name: string, more: (s: Service) => Partial<ServiceInput> = () => ({})): ServiceInput {
  const self = whole.find((s) => s.name === name)!;
  const files = self.files.map((f) => (f.generated ? { target: f.target, content: GENERATORS[f.generated](self, whole, around) } : f));
  return { ...catalogue.find((s) => s.name === name)!, dependsOn: [], uses: [], files, ...more({ ...self, files }) };
}

const services = [
  alone("prometheus", ({ files }) => ({
    files: [...files, { target: "/run/config/rules.test.yml", source: "config/prometheus/rules.test.yml" }],
    // Its targets are those of the whole platform, which is not here.
    verify: [{ kind: "alerting", port: 9090 }],
  })),
  alone("alertmanager"),
  alone("blackbox-exporter"),
  alone("health-monitor", () => ({ files: [{ target: "/run/config/targets.json", generated: "health-targets" }] })),
];

let stack: TestStack;
beforeAll(async () => {
  stack = await TestStack.create({ services, deadline: minutes(20) });
  await stack.exits(0, "up", "--json");
}, minutes(21));
afterAll(() => stack.dispose(), minutes(4));

const NOTHING = "echo 'nonsense: {' >/tmp/broken.yml";

test("Prometheus takes its configuration and its rules, and no nonsense", async () => {
  const rules = parse(services[0]!.files!.find((f) => f.target.endsWith("/rules.yml"))!.content!).groups.flatMap((g: { rules: object[] }) => g.rules).length;
  expect(await stack.sh("prometheus", "promtool check config /run/config/prometheus.yml")).toEqual({
    exit: 0,
    output: [
      "Checking /run/config/prometheus.yml",
      "  SUCCESS: 1 rule files found",
      " SUCCESS: /run/config/prometheus.yml is valid prometheus config file syntax",
      "",
      "Checking /run/config/rules.yml",
      `  SUCCESS: ${rules} rules found`,
      "",
      "",
    ].join("\n"),
  });
  expect((await stack.sh("prometheus", `${NOTHING}; promtool check config /tmp/broken.yml`)).exit).toBe(1);
  expect((await stack.sh("prometheus", "sed 's/expr: /expr: (/' /run/config/rules.yml >/tmp/rules.yml; promtool check rules /tmp/rules.yml")).exit).toBe(1);
}, minutes(1));

test("every rule that is tested fires after its time and not before", async () => {
  expect(await stack.sh("prometheus", "promtool test rules /run/config/rules.test.yml")).toEqual({ exit: 0, output: "Unit Testing:  /run/config/rules.test.yml\n  SUCCESS\n\n" });
}, minutes(1));

test.each([
  ["down for 4 minutes", "s/for: 5m/for: 4m/"],
  ["busy for 9 minutes", "s/for: 10m/for: 9m/"],
  ["3 failed health checks", "s/> 3 or/> 2 or/"],
  ["a backup of 25 hours", "s/26 . 3600/25 * 3600/"],
])("the tests of the rules see an alarm that comes too early: %s", async (_, change) => {
  expect((await stack.sh("prometheus", `cp /run/config/rules.test.yml /tmp/; sed '${change}' /run/config/rules.yml >/tmp/rules.yml; promtool test rules /tmp/rules.test.yml`)).exit).toBe(1);
}, minutes(1));

test("Alertmanager and the blackbox exporter take theirs, and no nonsense", async () => {
  const am = "amtool check-config";
  const blackbox = "prometheus-blackbox-exporter --config.check --config.file";
  const exits = async (service: string, line: string) => (await stack.sh(service, line)).exit;
  expect({
    alertmanager: await exits("alertmanager", `${am} /run/config/alertmanager.yml`),
    alertmanagerNonsense: await exits("alertmanager", `${NOTHING}; ${am} /tmp/broken.yml`),
    blackbox: await exits("blackbox-exporter", `${blackbox}=/run/config/blackbox.yml`),
    blackboxNonsense: await exits("blackbox-exporter", `${NOTHING}; ${blackbox}=/tmp/broken.yml`),
  }).toEqual({ alertmanager: 0, alertmanagerNonsense: 1, blackbox: 0, blackboxNonsense: 1 });
}, minutes(1));

test("severities go their ways", async () => {
  const way = async (severity: string) => (await stack.sh("alertmanager", `amtool config routes test --config.file=/run/config/alertmanager.yml severity=${severity} service=redis 2>/dev/null`)).output.trim();
  expect([await way("critical"), await way("warning"), await way("info"), await way("other")]).toEqual(["critical", "warning", "info", "warning"]);
}, minutes(1));

test("verify: the rules are evaluated, and an alert goes through Alertmanager to health-monitor", async () => {
  const { checks } = (await stack.exits(0, "verify", "--json")).json<{ checks: { service: string; check: string; ok: boolean }[] }>();
  expect(checks.map((c) => `${c.service}: ${c.check}: ${c.ok}`).sort()).toEqual([
    "alertmanager: an alert, its route, its delivery: true",
    "blackbox-exporter: GET :9115/probe?module=http_2xx&target=http://127.0.0.1:9115/-/healthy: true",
    "blackbox-exporter: GET :9115/probe?module=tcp_connect&target=127.0.0.1:1: true",
    "health-monitor: GET :8000/alerts: true",
    "health-monitor: GET :8000/status: true",
    "prometheus: rules evaluated, Alertmanager known: true",
  ]);
  const { output } = await stack.sh("health-monitor", "wget -q -T 5 -O - http://127.0.0.1:8000/alerts");
  const [alert] = (JSON.parse(output) as { alerts: { receiver: string; labels: Record<string, string>; annotations: object }[] }).alerts.filter((a) => a.receiver === "info");
  const { alertname, ...labels } = alert!.labels;
  expect({ named: alertname!.startsWith("sutazai-verify-"), labels, annotations: alert!.annotations }).toEqual({
    named: true,
    labels: { severity: "info", service: "verify" },
    annotations: { summary: "a test by ./sutazai verify" },
  });
}, minutes(3));
