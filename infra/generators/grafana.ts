import { stringify } from "yaml";
import type { Service } from "../service.ts";
import { dashboardJson } from "./grafana-model.ts";
import { backups, databases, imageSizes, platform, tiers } from "./grafana-dashboards.ts";

/** Grafana's data sources by the service that answers; the dashboards name them by this uid. */
const SOURCES = [
  { service: "prometheus", title: "Prometheus", port: 9090, more: { isDefault: true, jsonData: { httpMethod: "POST", timeInterval: "15s" } } },
  { service: "loki", title: "Loki", port: 3100, more: { jsonData: { maxLines: 1000 } } },
  { service: "alertmanager", title: "Alertmanager", port: 9093, more: { jsonData: { implementation: "prometheus", handleGrafanaManagedAlerts: false } } },
] as const;

/** datasources.yml: those of the chosen services that Grafana can reach. */
export function grafanaDatasources(self: Service, chosen: readonly Service[]): string {
  const reached = SOURCES.filter(({ service }) => chosen.some((s) => s.name === service && s.networks.some((n) => self.networks.includes(n))));
  return stringify({
    apiVersion: 1,
    prune: true,
    datasources: reached.map(({ service, title, port, more }) => ({ name: title, uid: service, type: service, access: "proxy", url: `http://${service}:${port}`, editable: false, ...more })),
  });
}

/** dashboards.yml: where Grafana finds the dashboards. A person's change to one would be lost, so it is refused. */
export const DASHBOARDS_FOLDER = "/run/config/dashboards";
export const dashboardsProvider = stringify({
  apiVersion: 1,
  providers: [{ name: "sutazai", folder: "", type: "file", disableDeletion: true, allowUiUpdates: false, updateIntervalSeconds: 3600, options: { path: DASHBOARDS_FOLDER } }],
});

const of = (make: (chosen: readonly Service[]) => Parameters<typeof dashboardJson>[0]) => (_: Service, chosen: readonly Service[]) => dashboardJson(make(chosen));

export const grafanaPlatform = of(platform);
export const grafanaTiers = of(tiers);
export const grafanaDatabases = of(databases);
export const grafanaImages = of(imageSizes);
export const grafanaBackups = of(backups);
