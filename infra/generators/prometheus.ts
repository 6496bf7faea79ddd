import { stringify } from "yaml";
import type { Service } from "../service.ts";

/**
 * prometheus.yml: a scrape job for every chosen service that has metrics and shares a network with Prometheus.
 * Retention is set on the command line; alert rules come with a later issue.
 */
export function prometheusConfig(self: Service, chosen: readonly Service[]): string {
  const jobs = chosen
    .filter((s) => "port" in s.metrics && s.networks.some((n) => self.networks.includes(n)))
    .sort((a, b) => a.name.localeCompare(b.name))
    .map((s) => {
      const metrics = s.metrics as { port: number; path: string };
      const [path, query] = metrics.path.split("?");
      return {
        job_name: s.name,
        metrics_path: path,
        ...(query ? { params: Object.fromEntries(query.split("&").map((pair) => [pair.split("=")[0]!, [pair.split("=")[1] ?? ""]])) } : {}),
        static_configs: [{ targets: [`${s.name === self.name ? "127.0.0.1" : s.name}:${metrics.port}`], labels: { service: s.name, tier: String(s.tier) } }],
      };
    });
  return stringify({ global: { scrape_interval: "15s", scrape_timeout: "10s", external_labels: { platform: "sutazai" } }, scrape_configs: jobs });
}
