import type { Service } from "../service.ts";
import { byName } from "./probes.ts";

export interface Database {
  readonly service: string;
  /** Of the database and of the role that owns it. */
  readonly name: string;
  readonly secret: string;
}

/** A service that puts the secret `<its name>-db-password` into a file has a database of its own. */
export function databases(chosen: readonly Service[]): Database[] {
  return chosen
    .map((s) => ({ service: s, secret: `${s.name}-db-password` }))
    .filter(({ service, secret }) => service.files.some((f) => f.content?.includes(`{{secret:${secret}}}`)))
    .sort((a, b) => byName(a.service, b.service))
    .map(({ service, secret }) => ({ service: service.name, name: service.name.replaceAll("-", "_"), secret }));
}

/**
 * SQL that PostgreSQL's health check runs once after each start (config/postgres/ready.sh): a role and a database for each application
 * that has one, and every password as the stack's secrets have it now. Nothing is ever dropped.
 */
export const postgresDatabases = (_self: Service, chosen: readonly Service[]): string =>
  [
    "-- Made from the chosen services. May be run at any time.",
    "-- A statement that fails must not stand in the log with its password; two checks at once take turns.",
    "SET log_min_error_statement = panic;",
    "SELECT pg_advisory_lock(hashtext('sutazai databases'));",
    "",
    password("sutazai", "postgres-password"),
    ...["sutazai", "postgres", "template1"].map(closed),
    ...databases(chosen).flatMap(({ name, secret }) => [
      "",
      `SELECT 'CREATE ROLE "${name}"' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${name}') \\gexec`,
      password(name, secret),
      `SELECT 'CREATE DATABASE "${name}" OWNER "${name}"' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '${name}') \\gexec`,
      closed(name),
    ]),
    "",
  ].join("\n");

const password = (role: string, secret: string) => `ALTER ROLE "${role}" LOGIN PASSWORD ` + quoted(`{{secret:${secret}}}`) + ";";

/** Between dollar quotes nothing has a meaning but their end. */
const quoted = (text: string) => `$secret$${text}$secret$`;

/** Its owner and superusers only. */
const closed = (database: string) => `REVOKE ALL ON DATABASE "${database}" FROM PUBLIC;`;
