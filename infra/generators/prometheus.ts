import { stringify } from "yaml";
import type { Service } from "../service.ts";
import type { Surroundings } from "./index.ts";
import { byName, isStandIn, probesOf, shareNetwork, type Probe } from "./probes.ts";

/** Their series carry the labels `service` and `tier` of the one they speak of; these win over the scrape's own. */
const SPEAK_OF_OTHERS: ReadonlySet<string> = new Set(["health-monitor", "ai-metrics-exporter"]);

/** Agents and utilities change slowly; the rest is asked every 15 seconds. */
const SLOW_FROM_TIER = 6;
const SLOW = { scrape_interval: "30s" };

/**
 * prometheus.yml: a scrape job for every chosen service that has metrics, and the probes of the blackbox exporter.
 * Retention is set on the command line; the rules are in rules.yml beside it.
 */
export function prometheusConfig(self: Service, chosen: readonly Service[], { source }: Surroundings): string {
  const scraped = chosen.filter((s) => "port" in s.metrics && shareNetwork(self, s) && !isStandIn(s, source)).sort(byName);
  const alertmanager = chosen.find((s) => s.name === "alertmanager");
  return stringify(
    {
      global: { scrape_interval: "15s", scrape_timeout: "10s", evaluation_interval: "15s", external_labels: { platform: "sutazai" } },
      ...(alertmanager ? { alerting: { alertmanagers: [{ static_configs: [{ targets: [`${alertmanager.name}:${portOf(alertmanager)}`] }] }] } } : {}),
      rule_files: ["rules.yml"],
      scrape_configs: [...scraped.map((s) => scrapeJob(self, s)), ...probeJobs(chosen)],
    },
    { lineWidth: 0, aliasDuplicateObjects: false },
  );
}

function scrapeJob(self: Service, s: Service): object {
  const { path } = s.metrics as { path: string };
  const [metricsPath, query] = path.split("?");
  return {
    job_name: s.name,
    metrics_path: metricsPath,
    ...(query ? { params: Object.fromEntries([...new URLSearchParams(query)].map(([key, value]) => [key, [value]])) } : {}),
    ...(s.tier >= SLOW_FROM_TIER || s.name === "cadvisor" ? SLOW : {}),
    ...(SPEAK_OF_OTHERS.has(s.name) ? { honor_labels: true } : {}),
    static_configs: [{ targets: [`${s.name === self.name ? "127.0.0.1" : s.name}:${portOf(s)}`], labels: labels(s) }],
    ...(s.name === "cadvisor" ? { metric_relabel_configs: CONTAINERS } : {}),
  };
}

const portOf = (s: Service) => (s.metrics as { port: number }).port;
const labels = (s: Service) => ({ service: s.name, tier: String(s.tier) });

/** A control group's path ends in the container's id, bare (`/docker/ID`) or as `docker-ID.scope`; whose it is, sutazai_container_info says. */
const CONTAINERS = [
  { source_labels: ["id"], regex: ".*/(?:docker-)?([0-9a-f]{64})(?:\\.scope)?", target_label: "container_id" },
  { source_labels: ["container_id"], regex: ".+", target_label: "service", replacement: "" },
  { source_labels: ["container_id"], regex: ".+", target_label: "tier", replacement: "" },
];

const MODULES = { http: "http_2xx", tcp: "tcp_connect" } as const;

/** The health paths and database ports of all services that the blackbox exporter shares a network with. */
function probeJobs(chosen: readonly Service[]): object[] {
  const prober = chosen.find((s) => s.name === "blackbox-exporter");
  if (!prober) return [];
  const probes = chosen.filter((s) => s !== prober && shareNetwork(prober, s)).sort(byName).flatMap((s) => probesOf(s).map((probe) => ({ s, probe })));
  return (["http", "tcp"] as const).flatMap((kind) => {
    const targets = probes.filter(({ probe }) => probe.kind === kind);
    if (targets.length === 0) return [];
    return {
      job_name: `probe-${kind}`,
      metrics_path: "/probe",
      params: { module: [MODULES[kind]] },
      ...SLOW,
      static_configs: targets.map(({ s, probe }) => ({ targets: [address(s, probe)], labels: labels(s) })),
      relabel_configs: [
        { source_labels: ["__address__"], target_label: "__param_target" },
        { source_labels: ["__param_target"], target_label: "instance" },
        { target_label: "__address__", replacement: `${prober.name}:${portOf(prober)}` },
      ],
    };
  });
}

const address = (s: Service, probe: Probe) => (probe.kind === "http" ? `http://${s.name}:${probe.port}${probe.path}` : `${s.name}:${probe.port}`);
