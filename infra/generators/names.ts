/** What `files[].generated` may name in the catalogue; index.ts has an implementation of each. */
export const GENERATED = ["agent-targets", "alert-rules", "alertmanager", "consul-services", "grafana-backups", "grafana-databases", "grafana-datasources", "grafana-images", "grafana-platform", "grafana-tiers", "health-targets", "kong", "loki", "nginx-routes", "postgres-databases", "prometheus", "promtail", "rabbitmq-definitions", "services"] as const;
export type GeneratorName = (typeof GENERATED)[number];
