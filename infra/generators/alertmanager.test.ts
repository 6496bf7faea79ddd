import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { aService } from "../../tests/unit/fixtures.ts";
import { ServiceSchema } from "../service.ts";
import { alertmanagerConfig } from "./alertmanager.ts";

const one = (name: string, more: object = {}) => ServiceSchema.parse(aService(name, more));
const self = one("alertmanager");

test("a route and a receiver for each severity, ending at health-monitor", () => {
  const webhook_configs = [{ url: "http://health-monitor:8000/alerts", send_resolved: true }];
  expect(parse(alertmanagerConfig(self, [self, one("health-monitor", { metrics: { port: 8000, path: "/metrics" } })]))).toEqual({
    global: { resolve_timeout: "5m" },
    route: {
      receiver: "warning",
      group_by: ["alertname", "service"],
      group_wait: "30s",
      group_interval: "5m",
      repeat_interval: "12h",
      routes: [
        { receiver: "critical", matchers: ['severity="critical"'], group_wait: "10s", repeat_interval: "1h" },
        { receiver: "info", matchers: ['severity="info"'], group_wait: "0s", repeat_interval: "24h" },
      ],
    },
    inhibit_rules: [
      { source_matchers: ['severity="critical"'], target_matchers: ['severity="warning"'], equal: ["service"] },
      { source_matchers: ['alertname=~"CoreServiceDown|ServiceDown"'], target_matchers: ['alertname=~"TargetMissing|FailedHealthChecks|ContainerRestarting|ContainerHighCpu|ContainerHighMemory"'], equal: ["service"] },
    ],
    receivers: [{ name: "critical", webhook_configs }, { name: "warning", webhook_configs }, { name: "info", webhook_configs }],
  });
});

test("without health-monitor they end in Alertmanager", () => {
  expect(parse(alertmanagerConfig(self, [self])).receivers).toEqual([{ name: "critical" }, { name: "warning" }, { name: "info" }]);
});
