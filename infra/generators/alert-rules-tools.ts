/** Alerts about the stores and the queue by their own numbers, and about the monitoring itself. */
import type { AlertRule } from "./alert-rules.ts";

const VALUE = '{{ $value | printf "%.0f" }}';

const postgres = { service: "postgres", needs: ["postgres-exporter"] } as const;
const redis = { service: "redis", needs: ["redis-exporter"] } as const;
const rabbitmq = { service: "rabbitmq", needs: ["rabbitmq"] } as const;
const prometheus = { service: "prometheus", needs: ["prometheus"] } as const;
const alertmanager = { service: "alertmanager", needs: ["alertmanager"] } as const;

export const TOOL_ALERTS: readonly AlertRule[] = [
  {
    ...postgres,
    alert: "PostgresRefuses",
    severity: "critical",
    for: "5m",
    expr: "pg_up == 0",
    summary: "PostgreSQL refuses its exporter",
    description: "The exporter has not been able to log in to PostgreSQL for 5 minutes. Look: ./sutazai logs postgres, ./sutazai logs postgres-exporter.",
  },
  {
    ...postgres,
    alert: "PostgresConnections",
    severity: "warning",
    for: "10m",
    expr: "100 * sum(pg_stat_activity_count) / max(pg_settings_max_connections) > 80",
    summary: `PostgreSQL has ${VALUE} % of its connections in use`,
    description: `${VALUE} % of PostgreSQL's connections have been in use for 10 minutes; at 100 % it refuses clients. Who holds them: pg_stat_activity. Raise max_connections in its command, or restart the client that leaks.`,
  },
  {
    ...postgres,
    alert: "PostgresDeadlocks",
    severity: "warning",
    expr: "round(sum(increase(pg_stat_database_deadlocks[15m]))) > 0",
    summary: `PostgreSQL broke ${VALUE} deadlocks`,
    description: `PostgreSQL ended ${VALUE} transactions in 15 minutes because they blocked each other. Which: ./sutazai logs postgres.`,
  },
  {
    ...redis,
    alert: "RedisRefuses",
    severity: "critical",
    for: "5m",
    expr: "redis_up == 0",
    summary: "Redis refuses its exporter",
    description: "The exporter has not been able to log in to Redis for 5 minutes. Look: ./sutazai logs redis, ./sutazai logs redis-exporter.",
  },
  {
    ...redis,
    alert: "RedisEvicts",
    severity: "warning",
    for: "10m",
    expr: "rate(redis_evicted_keys_total[5m]) > 1",
    summary: `Redis drops ${VALUE} keys a second`,
    description: `Redis is full and has dropped ${VALUE} keys a second for 10 minutes. Raise maxmemory in its configuration and its memory class, or look who fills it: redis-cli --bigkeys.`,
  },
  {
    ...rabbitmq,
    alert: "RabbitmqBlocked",
    severity: "critical",
    for: "2m",
    expr: "max(rabbitmq_alarms_memory_used_watermark) == 1 or max(rabbitmq_alarms_free_disk_space_watermark) == 1",
    summary: "RabbitMQ blocks its publishers",
    description: "RabbitMQ has passed its memory or disk mark and takes no messages. Which: its management page, or ./sutazai logs rabbitmq. Let consumers catch up, or give it more.",
  },
  {
    ...rabbitmq,
    alert: "RabbitmqBacklog",
    severity: "warning",
    for: "15m",
    expr: "sum(rabbitmq_queue_messages_ready) > 1000",
    summary: `${VALUE} messages wait in RabbitMQ`,
    description: `More than 1000 messages have waited for 15 minutes, now ${VALUE}: consumers are gone or too slow. Which queue: the management page.`,
  },
  {
    ...prometheus,
    alert: "PrometheusReloadFailed",
    severity: "warning",
    expr: "prometheus_config_last_reload_successful == 0",
    summary: "Prometheus runs on an old configuration",
    description: "Prometheus could not read its configuration again and keeps the one before. Why: ./sutazai logs prometheus.",
  },
  {
    ...prometheus,
    alert: "RuleFails",
    severity: "warning",
    for: "5m",
    expr: "sum(increase(prometheus_rule_evaluation_failures_total[5m])) > 0",
    summary: "Prometheus cannot evaluate a rule",
    description: "A rule of rules.yml fails since 5 minutes, so its alert cannot fire. Which: the page /rules of Prometheus.",
  },
  {
    ...prometheus,
    alert: "AlertsNotSent",
    severity: "critical",
    for: "5m",
    expr: "sum(increase(prometheus_notifications_dropped_total[5m])) > 0 or prometheus_notifications_alertmanagers_discovered == 0",
    summary: "Prometheus cannot reach Alertmanager",
    description: "Alerts do not leave Prometheus since 5 minutes. Look: ./sutazai status alertmanager, ./sutazai logs prometheus.",
    needs: ["prometheus", "alertmanager"],
  },
  {
    ...alertmanager,
    alert: "AlertmanagerReloadFailed",
    severity: "warning",
    expr: "alertmanager_config_last_reload_successful == 0",
    summary: "Alertmanager runs on an old configuration",
    description: "Alertmanager could not read its configuration again and keeps the one before. Why: ./sutazai logs alertmanager.",
  },
  {
    ...alertmanager,
    alert: "NotificationsFail",
    severity: "warning",
    for: "5m",
    expr: "sum by (integration) (increase(alertmanager_notifications_failed_total[5m])) > 0",
    summary: "Alertmanager cannot deliver by {{ $labels.integration }}",
    description: `${VALUE} notifications by {{ $labels.integration }} failed in 5 minutes: nobody is told. Why: ./sutazai logs alertmanager.`,
  },
];
