-- Runs on the first start of an empty database; may be run again at any time.
BEGIN;

CREATE SCHEMA IF NOT EXISTS platform;

CREATE TABLE IF NOT EXISTS platform.services (
    name        text PRIMARY KEY,
    tier        smallint NOT NULL CHECK (tier BETWEEN 1 AND 9),
    image       text NOT NULL,
    host_port   integer UNIQUE CHECK (host_port BETWEEN 1 AND 65535),
    state       text NOT NULL DEFAULT 'unknown' CHECK (state IN ('unknown', 'starting', 'healthy', 'degraded', 'unhealthy', 'stopped')),
    detail      text NOT NULL DEFAULT '',
    updated_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS platform.events (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at          timestamptz NOT NULL DEFAULT now(),
    service     text NOT NULL,
    kind        text NOT NULL,
    payload     jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX IF NOT EXISTS events_service_at ON platform.events (service, at DESC);
CREATE INDEX IF NOT EXISTS events_at ON platform.events (at DESC);

CREATE TABLE IF NOT EXISTS users (
    id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    email         text NOT NULL,
    display_name  text NOT NULL DEFAULT '',
    password_hash text,
    role          text NOT NULL DEFAULT 'user' CHECK (role IN ('user', 'operator', 'admin')),
    active        boolean NOT NULL DEFAULT true,
    created_at    timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX IF NOT EXISTS users_email ON users (lower(email));

CREATE TABLE IF NOT EXISTS agents (
    id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name          text NOT NULL UNIQUE,
    type          text NOT NULL,
    endpoint      text,
    capabilities  text[] NOT NULL DEFAULT '{}',
    settings      jsonb NOT NULL DEFAULT '{}',
    enabled       boolean NOT NULL DEFAULT true,
    last_seen_at  timestamptz,
    created_at    timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS tasks (
    id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    agent_id      uuid REFERENCES agents ON DELETE SET NULL,
    user_id       uuid REFERENCES users ON DELETE SET NULL,
    kind          text NOT NULL,
    state         text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    priority      smallint NOT NULL DEFAULT 0,
    input         jsonb NOT NULL DEFAULT '{}',
    result        jsonb,
    error         text,
    created_at    timestamptz NOT NULL DEFAULT now(),
    started_at    timestamptz,
    finished_at   timestamptz
);
CREATE INDEX IF NOT EXISTS tasks_open ON tasks (priority DESC, created_at) WHERE state IN ('queued', 'running');
CREATE INDEX IF NOT EXISTS tasks_agent ON tasks (agent_id, created_at DESC);

COMMIT;
