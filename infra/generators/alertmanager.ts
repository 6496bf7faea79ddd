import { stringify } from "yaml";
import type { Service } from "../service.ts";

const DOWN = "CoreServiceDown|ServiceDown";
/** What a service that is down brings with it. */
const FOLLOWS = "TargetMissing|FailedHealthChecks|ContainerRestarting|ContainerHighCpu|ContainerHighMemory";

/**
 * alertmanager.yml: a route and a receiver for each severity. All of them end at health-monitor, which keeps and logs what it is told,
 * so nobody is woken by a platform that has no other receiver yet; without it they end here.
 */
export function alertmanagerConfig(_self: Service, chosen: readonly Service[]): string {
  const monitor = chosen.find((s) => s.name === "health-monitor");
  const url = monitor && "port" in monitor.metrics ? `http://${monitor.name}:${monitor.metrics.port}/alerts` : undefined;
  const receiver = (name: string) => ({ name, ...(url ? { webhook_configs: [{ url, send_resolved: true }] } : {}) });
  return stringify(
    {
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
        { source_matchers: [`alertname=~"${DOWN}"`], target_matchers: [`alertname=~"${FOLLOWS}"`], equal: ["service"] },
      ],
      receivers: ["critical", "warning", "info"].map(receiver),
    },
    { lineWidth: 0 },
  );
}
