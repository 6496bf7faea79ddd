import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { aService } from "../../tests/unit/fixtures.ts";
import { catalogue } from "../catalogue/index.ts";
import { ServiceSchema, type Service } from "../service.ts";
import { shareNetwork } from "./probes.ts";
import { prometheusConfig } from "./prometheus.ts";

const one = (name: string, more: object = {}): Service => ServiceSchema.parse(aService(name, more));
const metrics = (port: number, path = "/metrics") => ({ metrics: { port, path } });
const prometheus = one("prometheus", { ...metrics(9090), networks: ["monitoring", "backend"], tier: 5 });
const config = (services: readonly Service[], source: "lab" | "registry" = "lab") => parse(prometheusConfig(prometheus, [...services, prometheus], { stack: "dev", source }));
const GLOBAL = { scrape_interval: "15s", scrape_timeout: "10s", evaluation_interval: "15s", external_labels: { platform: "sutazai" } };
const itself = { job_name: "prometheus", metrics_path: "/metrics", static_configs: [{ targets: ["127.0.0.1:9090"], labels: { service: "prometheus", tier: "5" } }] };

test("a job for every service with metrics on a network of Prometheus, sorted", () => {
  const services = [one("web", metrics(80, "/stats?format=prometheus&x=a%20b")), one("agent", { ...metrics(81), tier: 6 }), one("away", { ...metrics(1), networks: ["frontend"] }), one("mute")];
  expect(config(services)).toEqual({
    global: GLOBAL,
    rule_files: ["rules.yml"],
    scrape_configs: [
      { job_name: "agent", metrics_path: "/metrics", scrape_interval: "30s", static_configs: [{ targets: ["agent:81"], labels: { service: "agent", tier: "6" } }] },
      itself,
      { job_name: "web", metrics_path: "/stats", params: { format: ["prometheus"], x: ["a b"] }, static_configs: [{ targets: ["web:80"], labels: { service: "web", tier: "1" } }] },
    ],
  });
});

test("a stand-in has no metrics", () => {
  const services = [one("kong", { ...metrics(80), image: { upstream: "kong:3.5.0", lab: "web", standIn: "there is no package of it" } })];
  const jobs = (source: "lab" | "registry") => config(services, source).scrape_configs.map((j: { job_name: string }) => j.job_name);
  expect({ lab: jobs("lab"), registry: jobs("registry") }).toEqual({ lab: ["prometheus"], registry: ["kong", "prometheus"] });
});

test("Alertmanager is named where it was chosen; who speaks of other services keeps their names", () => {
  const found = config([one("alertmanager", { ...metrics(9093), tier: 5 }), one("health-monitor", { ...metrics(8000), tier: 9 })]);
  expect(found.alerting).toEqual({ alertmanagers: [{ static_configs: [{ targets: ["alertmanager:9093"] }] }] });
  expect(found.scrape_configs[1]).toEqual({ job_name: "health-monitor", metrics_path: "/metrics", scrape_interval: "30s", honor_labels: true, static_configs: [{ targets: ["health-monitor:8000"], labels: { service: "health-monitor", tier: "9" } }] });
});

test("cAdvisor's series get the id of their container, and lose cAdvisor's own name", () => {
  const [job] = config([one("cadvisor", { ...metrics(8080), tier: 5 })]).scrape_configs;
  expect({ interval: job.scrape_interval, relabel: job.metric_relabel_configs }).toEqual({
    interval: "30s",
    relabel: [
      { source_labels: ["id"], regex: ".*/(?:docker-)?([0-9a-f]{64})(?:\\.scope)?", target_label: "container_id" },
      { source_labels: ["container_id"], regex: ".+", target_label: "service", replacement: "" },
      { source_labels: ["container_id"], regex: ".+", target_label: "tier", replacement: "" },
    ],
  });
});

test("the blackbox exporter asks health paths and ports of those on its networks", () => {
  const http = { health: { class: "app", check: { http: { port: 80, path: "/health" } } }, ports: [{ host: 10_000, container: 80 }] };
  const services = [
    one("blackbox-exporter", { ...metrics(9115), networks: ["backend", "database"], tier: 5 }),
    one("web", http),
    one("store", { ports: [{ host: 10_001, container: 5432 }], networks: ["database"] }),
    one("page", { ...http, networks: ["frontend"] }),
  ];
  const job = (kind: string, module: string, target: string, service: string) => ({
    job_name: `probe-${kind}`,
    metrics_path: "/probe",
    params: { module: [module] },
    scrape_interval: "30s",
    static_configs: [{ targets: [target], labels: { service, tier: "1" } }],
    relabel_configs: [
      { source_labels: ["__address__"], target_label: "__param_target" },
      { source_labels: ["__param_target"], target_label: "instance" },
      { target_label: "__address__", replacement: "blackbox-exporter:9115" },
    ],
  });
  expect(config(services).scrape_configs.slice(2)).toEqual([job("http", "http_2xx", "http://web:80/health", "web"), job("tcp", "tcp_connect", "store:5432", "store")]);
  expect(config(services.slice(0, 1)).scrape_configs).toHaveLength(2);
});

test("of the platform: every service with metrics shares a network with Prometheus", () => {
  const services = catalogue.map((s) => ServiceSchema.parse(s));
  const self = services.find((s) => s.name === "prometheus")!;
  expect(services.filter((s) => "port" in s.metrics && !shareNetwork(self, s)).map((s) => s.name)).toEqual([]);
});
