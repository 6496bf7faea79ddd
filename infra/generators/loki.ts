import { stringify } from "yaml";

/** Logs are kept so long; a query may not look further back. */
const RETENTION = "168h";

/**
 * loki.yml: one process that keeps everything on its volume. The compactor deletes what is older than the retention;
 * the caches and the replay of the write-ahead log stay inside 512 MB.
 */
export function lokiConfig(): string {
  return stringify({
    auth_enabled: false,
    server: { http_listen_port: 3100, grpc_listen_address: "127.0.0.1", grpc_listen_port: 9096, log_level: "warn" },
    common: {
      instance_addr: "127.0.0.1",
      path_prefix: "/loki",
      storage: { filesystem: { chunks_directory: "/loki/chunks", rules_directory: "/loki/rules" } },
      replication_factor: 1,
      ring: { kvstore: { store: "inmemory" } },
    },
    schema_config: {
      configs: [{ from: "2024-01-01", store: "tsdb", object_store: "filesystem", schema: "v13", index: { prefix: "index_", period: "24h" } }],
    },
    ingester: {
      // One process has no neighbours to wait for.
      lifecycler: { min_ready_duration: "0s", final_sleep: "0s" },
      wal: { replay_memory_ceiling: "128MB" },
    },
    compactor: { working_directory: "/loki/compactor", retention_enabled: true, retention_delete_worker_count: 10, delete_request_store: "filesystem" },
    limits_config: {
      retention_period: RETENTION,
      max_query_lookback: RETENTION,
      reject_old_samples: true,
      reject_old_samples_max_age: RETENTION,
      ingestion_rate_mb: 8,
      ingestion_burst_size_mb: 16,
      max_line_size: "64KB",
      max_line_size_truncate: true,
      max_query_parallelism: 4,
    },
    querier: { max_concurrent: 2 },
    query_range: { results_cache: { cache: { embedded_cache: { enabled: true, max_size_mb: 32 } } } },
    chunk_store_config: { chunk_cache_config: { embedded_cache: { enabled: true, max_size_mb: 32 } } },
    analytics: { reporting_enabled: false },
    tracing: { enabled: false },
  }, { lineWidth: 0 });
}
