import { service } from "../service.ts";

/** Replaces what the image's own settings file says, which the empty settings directory hides. */
const JVM = [
  // On a heap this small the serial collector needs 100 MB less than G1.
  "-XX:+UseSerialGC",
  "-XX:+DisableExplicitGC",
  "-XX:+ExitOnOutOfMemoryError",
  "-XX:-OmitStackTraceInFastThrow",
  "-Djdk.nio.maxCachedBufferSize=1024",
  // Native libraries are unpacked where they may be executed, which is not in /tmp.
  "-Djna.tmpdir=/logs",
  "-Dio.netty.native.workdir=/logs",
  "-Dio.netty.tryReflectionSetAccessible=true",
  "-Dlog4j2.disable.jmx=true",
  "--add-opens=java.base/java.nio=ALL-UNNAMED",
  "--add-opens=java.base/java.io=ALL-UNNAMED",
  "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
];

export const tier1 = [
  service({
    name: "postgres",
    description: "Relational store of users, agents, tasks and events",
    tier: 1,
    critical: true,
    image: { upstream: "postgres:16.3-bookworm", lab: "lab-postgres" },
    command: ["postgres", "-c", "shared_buffers=128MB", "-c", "max_connections=200"],
    env: {
      POSTGRES_DB: "sutazai",
      POSTGRES_USER: "sutazai",
      POSTGRES_PASSWORD_FILE: "/run/secrets/postgres-password",
      PGDATA: "/var/lib/postgresql/data/pgdata",
    },
    files: [
      { target: "/run/secrets/postgres-password", content: "{{secret:postgres-password}}" },
      { target: "/run/secrets/databases.sql", generated: "postgres-databases" },
      { target: "/run/config/ready.sh", source: "config/postgres/ready.sh" },
      { target: "/docker-entrypoint-initdb.d/10-schema.sql", source: "config/postgres/10-schema.sql" },
    ],
    volumes: [{ volume: "postgres-data", target: "/var/lib/postgresql/data" }],
    tmpfs: [{ target: "/var/run/postgresql", size: "16 MB" }],
    ports: [{ host: 10000, container: 5432, label: "SQL" }],
    networks: ["database"],
    user: "999:999",
    resources: "medium",
    security: "database",
    health: { class: "database", check: { shell: "sh /run/config/ready.sh" } },
    stop: "stateful",
    metrics: { none: "served by postgres-exporter" },
    verify: [
      {
        kind: "exec",
        what: "SQL round trip in a table of the schema",
        shell:
          `PGPASSWORD="$(cat /run/secrets/postgres-password)" psql -h 127.0.0.1 -U sutazai -d sutazai -v ON_ERROR_STOP=1 -qtA ` +
          `-c "BEGIN; INSERT INTO platform.events (service, kind) VALUES ('verify', 'round-trip'); SELECT 'rows=' || count(*) FROM platform.events WHERE service = 'verify'; ROLLBACK;"`,
        contains: "rows=1",
      },
      {
        kind: "exec",
        what: "a database for each application that has one",
        shell:
          `names=$(sed -n "s/.*datname = '\\([a-z0-9_]*\\)'.*/\\1/p" /run/secrets/databases.sql); ` +
          `for name in $names; do psql -h /var/run/postgresql -U sutazai -d "$name" -qtAc "SELECT 1" >/dev/null || exit 1; done; echo "found:" $names`,
      },
    ],
  }),
  service({
    name: "redis",
    description: "Cache, rate limits and short queues; persisted, with a password",
    tier: 1,
    critical: true,
    image: { upstream: "redis:7.2.5-bookworm", lab: "lab-redis" },
    command: ["redis-server", "/run/secrets/redis.conf"],
    files: [
      {
        target: "/run/secrets/redis.conf",
        content: [
          "bind * -::*",
          "protected-mode yes",
          "port 6379",
          "dir /data",
          "appendonly yes",
          "maxmemory 384mb",
          "maxmemory-policy allkeys-lru",
          "requirepass {{secret:redis-password}}",
          "",
        ].join("\n"),
      },
      { target: "/run/secrets/redis-password", content: "{{secret:redis-password}}" },
    ],
    volumes: [{ volume: "redis-data", target: "/data" }],
    ports: [{ host: 10001, container: 6379, label: "cache" }],
    networks: ["database"],
    user: "999:999",
    resources: "small",
    security: "database",
    health: {
      class: "database",
      check: { shell: 'REDISCLI_AUTH="$(cat /run/secrets/redis-password)" redis-cli ping | grep -q PONG' },
    },
    stop: "stateful",
    metrics: { none: "served by redis-exporter" },
    verify: [
      {
        kind: "exec",
        what: "PING, SET, GET, DEL",
        shell: 'export REDISCLI_AUTH="$(cat /run/secrets/redis-password)"; redis-cli ping && redis-cli set verify:key 42 EX 30 >/dev/null && redis-cli get verify:key && redis-cli del verify:key',
        contains: "PONG\n42\n1",
      },
      {
        kind: "exec",
        what: "writes are kept on disk",
        shell:
          'export REDISCLI_AUTH="$(cat /run/secrets/redis-password)"; info=$(redis-cli info persistence | tr -d "\\r"); ' +
          'for line in loading:0 aof_enabled:1 aof_last_write_status:ok; do echo "$info" | grep -x "$line" || exit 1; done; ls /data/appendonlydir',
        contains: "aof_last_write_status:ok",
      },
    ],
  }),
  service({
    name: "neo4j",
    description: "Graph store of knowledge and relations",
    tier: 1,
    image: { upstream: "neo4j:5.26.12-community", lab: "lab-neo4j" },
    env: {
      HOME: "/tmp",
      NEO4J_AUTH_PATH: "/run/secrets/neo4j-auth",
      NEO4J_initial_dbms_default__database: "sutazai",
      NEO4J_server_memory_heap_initial__size: "256m",
      NEO4J_server_memory_heap_max__size: "512m",
      NEO4J_server_memory_pagecache_size: "256m",
      NEO4J_server_jvm_additional: JVM.join(" "),
      NEO4J_server_directories_run: "/tmp",
      NEO4J_dbms_usage__report_enabled: "false",
      NEO4J_db_checkpoint_interval_time: "30s",
      NEO4J_db_logs_query_enabled: "OFF",
      NEO4J_db_transaction_timeout: "30s",
      NEO4J_db_transaction_bookmark__ready__timeout: "5s",
    },
    files: [{ target: "/run/secrets/neo4j-auth", content: "neo4j/{{secret:neo4j-password}}" }],
    volumes: [
      { volume: "neo4j-data", target: "/data" },
      { volume: "neo4j-logs", target: "/logs" },
    ],
    // The image writes its settings there from the environment at each start.
    tmpfs: [{ target: "/var/lib/neo4j/conf", size: "16 MB" }],
    ports: [
      { host: 10002, container: 7474, label: "browser and HTTP API" },
      { host: 10003, container: 7687, label: "Bolt" },
    ],
    networks: ["database"],
    user: "7474:7474",
    resources: "medium",
    security: "database",
    // The first start makes two databases: 90 s were seen while 55 neighbours started on 2 cores.
    health: { class: "database", check: { http: { port: 7474, path: "/" } }, startPeriod: "5m", startBudget: "8m" },
    stop: "stateful",
    metrics: { none: "Neo4j Community serves no metrics" },
    verify: [{ kind: "neo4j", port: 7474 }],
  }),
];
