/** The dashboards. Panels of a service that was not chosen are left out. */
import { TIERS } from "../classes.ts";
import type { Service } from "../service.ts";
import type { Dashboard, Panel, Row } from "./grafana-model.ts";

const OF_TIER = '{tier="$tier", service=~"$service"}';
const NOT_YET = "Empty until health-monitor exports it.";
const DEPLOYED = "As the last deploy or build left them.";

const EACH = "As cAdvisor measures it and health-monitor names it.";

const cpu = (selector: string): Panel => ({ title: "CPUs used", query: `topk(15, sutazai:container_cpu_cores${selector})`, legend: "{service}", unit: "none", description: EACH });
const cpuShare = (selector: string): Panel => ({ title: "CPU of its limit", query: `topk(15, sutazai:container_cpu_percent${selector})`, legend: "{service}", unit: "percent", limits: [80, 95], description: EACH });
const memory = (selector: string): Panel => ({ title: "Memory used", query: `topk(15, sutazai:container_memory_bytes${selector})`, legend: "{service}", unit: "bytes", description: EACH });
const memoryShare = (selector: string): Panel => ({ title: "Memory of its limit", query: `topk(15, sutazai:container_memory_percent${selector})`, legend: "{service}", unit: "percent", limits: [80, 95], description: EACH });
const usage = (selector: string): Panel[] => [cpu(selector), memory(selector), cpuShare(selector), memoryShare(selector)];
const requests = (selector: string): Panel => ({ title: "Requests", query: `sum by (service) (rate(sutazai_http_requests_total${selector}[5m]))`, legend: "{service}", unit: "reqps" });

export function platform(chosen: readonly Service[]): Dashboard {
  const logs = has(chosen, "loki");
  return {
    uid: "sutazai-platform",
    title: "Platform",
    rows: [
      {
        title: "State",
        panels: [
          { title: "Scraped and up", query: 'sum(up{job!~"probe-.+"})', kind: "stat" },
          { title: "Scraped and down", query: 'count(up{job!~"probe-.+"} == 0) or vector(0)', kind: "stat", limits: [1, 1] },
          { title: "Probes that fail", query: "count(probe_success == 0) or vector(0)", kind: "stat", limits: [1, 1] },
          { title: "Answer health-monitor", query: "sum(sutazai_service_up)", kind: "stat", description: "Services that answered its last question over the network." },
          { title: "Alerts firing", query: 'count(ALERTS{alertstate="firing"}) or vector(0)', kind: "stat", limits: [1, 3] },
          { title: "Oldest backup", query: "max(sutazai_backup_age_seconds)", unit: "s", kind: "stat", limits: [93_600, 172_800], description: NOT_YET },
          { title: "Services", query: 'min by (service) ({__name__=~"up|probe_success"})', legend: "{service}", kind: "states" },
        ],
      },
      {
        title: "Host",
        panels: [
          { title: "CPU", query: '1 - avg(rate(node_cpu_seconds_total{mode="idle"}[5m]))', legend: "used", unit: "percentunit", limits: [0.8, 0.95] },
          { title: "Memory", query: "1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes", legend: "used", unit: "percentunit", limits: [0.8, 0.95] },
          { title: "Disk", query: '1 - node_filesystem_avail_bytes{mountpoint="/"} / node_filesystem_size_bytes{mountpoint="/"}', legend: "used", unit: "percentunit", limits: [0.8, 0.9] },
          { title: "Network", query: 'sum by (device) (rate(node_network_receive_bytes_total{device!~"lo|veth.*|br-.*"}[5m]))', legend: "{device} in", unit: "Bps" },
        ],
      },
      { title: "Services", panels: [...usage(""), requests(""), slow("")] },
      ...(logs ? [logRow('{service=~".+"}')] : []),
    ],
  };
}

export function tiers(chosen: readonly Service[]): Dashboard {
  const numbers = [...new Set(chosen.map((s) => s.tier))].sort();
  return {
    uid: "sutazai-tiers",
    title: "Tiers",
    variables: [
      { name: "tier", label: "Tier", values: numbers.map((tier) => ({ value: String(tier), text: `${tier} ${TIERS[tier]}` })) },
      { name: "service", label: "Service", values: { query: 'label_values(up{tier="$tier"}, service)' } },
    ],
    rows: [
      { title: "State", panels: [{ title: "Services", query: `min by (service) ({__name__=~"up|probe_success", ${OF_TIER.slice(1)})`, legend: "{service}", kind: "states" }] },
      { title: "Work", panels: [...usage(OF_TIER), requests(OF_TIER), slow(OF_TIER)] },
      ...(has(chosen, "loki") ? [logRow(OF_TIER)] : []),
    ],
  };
}

export function databases(chosen: readonly Service[]): Dashboard {
  const rows: (Row & { readonly of: string })[] = [
    {
      of: "postgres-exporter",
      title: "PostgreSQL",
      panels: [
        { title: "Up", query: "pg_up", kind: "stat", limits: [1, 0.5] },
        { title: "Connections", query: "sum(pg_stat_activity_count) / max(pg_settings_max_connections)", unit: "percentunit", kind: "stat", limits: [0.7, 0.9] },
        { title: "Reads from memory", query: "sum(rate(pg_stat_database_blks_hit[5m])) / (sum(rate(pg_stat_database_blks_hit[5m])) + sum(rate(pg_stat_database_blks_read[5m])))", unit: "percentunit", kind: "stat", limits: [0.95, 0.8] },
        { title: "Transactions", query: 'sum by (datname) (rate(pg_stat_database_xact_commit{datname!~"template.*"}[5m]))', legend: "{datname}", unit: "ops" },
        { title: "Size", query: 'pg_database_size_bytes{datname!~"template.*"}', legend: "{datname}", unit: "bytes" },
      ],
    },
    {
      of: "redis-exporter",
      title: "Redis",
      panels: [
        { title: "Up", query: "redis_up", kind: "stat", limits: [1, 0.5] },
        { title: "Clients", query: "redis_connected_clients", kind: "stat" },
        { title: "Hits", query: "rate(redis_keyspace_hits_total[5m]) / (rate(redis_keyspace_hits_total[5m]) + rate(redis_keyspace_misses_total[5m]))", unit: "percentunit", kind: "stat" },
        { title: "Memory of its bound", query: "redis_memory_used_bytes / redis_memory_max_bytes", unit: "percentunit", kind: "stat", limits: [0.8, 0.95] },
        { title: "Commands", query: "rate(redis_commands_processed_total[5m])", legend: "commands", unit: "ops" },
        { title: "Keys put out", query: "rate(redis_evicted_keys_total[5m])", legend: "evicted", unit: "ops" },
      ],
    },
    {
      of: "rabbitmq",
      title: "RabbitMQ",
      panels: [
        { title: "Messages waiting", query: "sum(rabbitmq_queue_messages_ready)", kind: "stat", limits: [1000, 10_000] },
        { title: "Not acknowledged", query: "sum(rabbitmq_queue_messages_unacked)", kind: "stat" },
        { title: "Connections", query: "sum(rabbitmq_connections)", kind: "stat" },
        { title: "Memory", query: "rabbitmq_process_resident_memory_bytes", legend: "{service}", unit: "bytes" },
        { title: "Messages", query: "sum(rate(rabbitmq_global_messages_received_total[5m]))", legend: "received", unit: "ops" },
      ],
    },
    { of: "faiss", title: "FAISS", panels: [{ title: "Vectors", query: "sutazai_faiss_vectors", kind: "stat" }, requests('{service="faiss"}')] },
    {
      of: "qdrant",
      title: "Qdrant",
      panels: [
        { title: "Collections", query: "collections_total", kind: "stat" },
        { title: "Answers", query: "sum by (status) (rate(rest_responses_total[5m]))", legend: "{status}", unit: "reqps" },
      ],
    },
  ];
  return { uid: "sutazai-databases", title: "Databases and queues", rows: rows.filter((row) => has(chosen, row.of)).map(({ title, panels }) => ({ title, panels })) };
}

export function imageSizes(): Dashboard {
  return {
    uid: "sutazai-images",
    title: "Image sizes",
    rows: [
      {
        title: "Images",
        panels: [
          { title: "Images", query: "count(sutazai_image_bytes)", kind: "stat", description: DEPLOYED },
          { title: "Sum, as if nothing were shared", query: "sum(sutazai_image_bytes)", unit: "bytes", kind: "stat", width: 6, description: DEPLOYED },
          { title: "Biggest", query: "topk(20, sutazai_image_bytes)", legend: "{image}", unit: "bytes", kind: "bars", width: 24, description: DEPLOYED },
          { title: "Over time", query: "topk(20, sutazai_image_bytes)", legend: "{image}", unit: "bytes", width: 24, description: DEPLOYED },
        ],
      },
    ],
  };
}

export function backups(): Dashboard {
  return {
    uid: "sutazai-backups",
    title: "Backups",
    rows: [
      {
        title: "Age",
        panels: [
          { title: "Oldest", query: "max(sutazai_backup_age_seconds)", unit: "s", kind: "stat", width: 6, limits: [93_600, 172_800], description: NOT_YET },
          { title: "Newest", query: "min(sutazai_backup_age_seconds)", unit: "s", kind: "stat", width: 6, description: NOT_YET },
          { title: "Over time", query: "sutazai_backup_age_seconds", legend: "{service}", unit: "s", width: 24, limits: [93_600, 172_800], description: NOT_YET },
        ],
      },
    ],
  };
}

const has = (chosen: readonly Service[], name: string) => chosen.some((s) => s.name === name);

const slow = (selector: string): Panel => ({
  title: "Time to answer, 95 of 100 requests",
  query: `histogram_quantile(0.95, sum by (service, le) (rate(sutazai_http_request_seconds_bucket${selector}[5m])))`,
  legend: "{service}",
  unit: "s",
});

const logRow = (selector: string): Row => ({
  title: "Logs",
  panels: [
    { title: "Lines", query: `sum by (service) (count_over_time(${selector}[$__interval]))`, legend: "{service}", source: "loki" },
    { title: "Errors", query: `sum by (service) (count_over_time(${selector} | detected_level=~"error|critical|fatal" [$__interval]))`, legend: "{service}", source: "loki" },
    { title: "What they said", query: `${selector} | detected_level=~"warn|error|critical|fatal"`, kind: "logs" },
  ],
});
