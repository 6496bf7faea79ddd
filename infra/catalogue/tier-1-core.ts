import { service } from "../service.ts";

export const tier1 = [
  service({
    name: "postgres",
    description: "Relational store of users, agents, tasks and events",
    tier: 1,
    critical: true,
    image: { upstream: "postgres:16.3-bookworm", lab: "lab-postgres" },
    command: ["postgres", "-c", "shared_buffers=128MB", "-c", "max_connections=100"],
    env: {
      POSTGRES_DB: "sutazai",
      POSTGRES_USER: "sutazai",
      POSTGRES_PASSWORD_FILE: "/run/secrets/postgres-password",
      PGDATA: "/var/lib/postgresql/data/pgdata",
    },
    files: [
      { target: "/run/secrets/postgres-password", content: "{{secret:postgres-password}}" },
      { target: "/docker-entrypoint-initdb.d/10-schema.sql", source: "config/postgres/10-schema.sql" },
    ],
    volumes: [{ volume: "postgres-data", target: "/var/lib/postgresql/data" }],
    tmpfs: [{ target: "/var/run/postgresql", size: "16 MB" }],
    ports: [{ host: 10000, container: 5432, label: "SQL" }],
    networks: ["database"],
    user: "999:999",
    resources: "medium",
    security: "database",
    health: { class: "database", check: { shell: "pg_isready -q -h 127.0.0.1 -U sutazai -d sutazai" } },
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
    ],
  }),
];
