import { expect, test } from "@jest/globals";
import { aService } from "../../tests/unit/fixtures.ts";
import { catalogue } from "../catalogue/index.ts";
import { ServiceSchema } from "../service.ts";
import { databases, postgresDatabases } from "./postgres.ts";

const url = (secret: string) => [{ target: "/run/secrets/url", content: `postgresql://x:{{secret:${secret}}}@postgres:5432/x` }];
const services = [
  aService("postgres"),
  aService("mcp-server", { files: url("mcp-server-db-password") }),
  aService("langflow", { files: url("langflow-db-password") }),
  aService("borrower", { files: url("langflow-db-password") }),
  aService("plain", { files: url("postgres-password") }),
].map((s) => ServiceSchema.parse(s));

test("a service has a database when a file of it holds the password of its own name", () => {
  expect(databases(services)).toEqual([
    { service: "langflow", name: "langflow", secret: "langflow-db-password" },
    { service: "mcp-server", name: "mcp_server", secret: "mcp-server-db-password" },
  ]);
});

test("the statements can run again, quote what they are given and keep others out", () => {
  const sql = postgresDatabases(services[0]!, services);
  expect(sql).toContain('ALTER ROLE "sutazai" LOGIN PASSWORD $secret${{secret:postgres-password}}$secret$;');
  expect(sql.slice(sql.indexOf("SELECT 'CREATE ROLE \"mcp_server\"'")).trimEnd().split("\n")).toEqual([
    `SELECT 'CREATE ROLE "mcp_server"' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mcp_server') \\gexec`,
    'ALTER ROLE "mcp_server" LOGIN PASSWORD $secret${{secret:mcp-server-db-password}}$secret$;',
    `SELECT 'CREATE DATABASE "mcp_server" OWNER "mcp_server"' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'mcp_server') \\gexec`,
    'REVOKE ALL ON DATABASE "mcp_server" FROM PUBLIC;',
  ]);
  expect(sql).not.toMatch(/\b(DROP|borrower)\b/);
  expect(sql.indexOf("log_min_error_statement")).toBeLessThan(sql.indexOf("PASSWORD"));
});

test("in the catalogue, a service with a database waits for PostgreSQL and no other service knows its password", () => {
  const all = catalogue.map((s) => ServiceSchema.parse(s));
  for (const { service, secret } of databases(all)) {
    expect({ service, waits: all.find((s) => s.name === service)!.dependsOn.includes("postgres") }).toEqual({ service, waits: true });
    expect({ secret, knownTo: all.filter((s) => s.files.some((f) => f.content?.includes(`{{secret:${secret}}}`))).map((s) => s.name) }).toEqual({ secret, knownTo: [service] });
  }
});
