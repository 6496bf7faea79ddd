/** Configuration that is made from the chosen services. */
import type { ImageSource } from "../images.ts";
import type { Service } from "../service.ts";
import { alertmanagerConfig } from "./alertmanager.ts";
import { alertRules } from "./alert-rules.ts";
import { consulServices } from "./consul.ts";
import { grafanaBackups, grafanaDatabases, grafanaDatasources, grafanaImages, grafanaPlatform, grafanaTiers } from "./grafana.ts";
import { agentTargets, healthTargets } from "./health-targets.ts";
import { kongConfig } from "./kong.ts";
import { lokiConfig } from "./loki.ts";
import type { GeneratorName } from "./names.ts";
import { nginxRoutes } from "./nginx-routes.ts";
import { postgresDatabases } from "./postgres.ts";
import { prometheusConfig } from "./prometheus.ts";
import { promtailConfig } from "./promtail.ts";
import { rabbitmqDefinitions } from "./rabbitmq.ts";
import { serviceList } from "./services.ts";

/** What a file may depend on besides the services. */
export interface Surroundings {
  readonly stack: string;
  /** In `lab` a service with `image.standIn` is a stand-in. */
  readonly source: ImageSource;
}

/** @param self the service that reads the file. @param chosen all services of the plan. */
export type Generator = (self: Service, chosen: readonly Service[], around: Surroundings) => string;

export const GENERATORS: Readonly<Record<GeneratorName, Generator>> = {
  "agent-targets": agentTargets,
  "alert-rules": alertRules,
  alertmanager: alertmanagerConfig,
  "consul-services": consulServices,
  "grafana-backups": grafanaBackups,
  "grafana-databases": grafanaDatabases,
  "grafana-datasources": grafanaDatasources,
  "grafana-images": grafanaImages,
  "grafana-platform": grafanaPlatform,
  "grafana-tiers": grafanaTiers,
  "health-targets": healthTargets,
  kong: kongConfig,
  loki: lokiConfig,
  "nginx-routes": nginxRoutes,
  "postgres-databases": postgresDatabases,
  prometheus: prometheusConfig,
  promtail: promtailConfig,
  "rabbitmq-definitions": rabbitmqDefinitions,
  services: serviceList,
};
