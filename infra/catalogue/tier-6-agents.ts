import { agent } from "./agents.ts";

const LEGACY_PORT = "clients of the legacy estate call this port; it collides with no other";
const MCP = { jsonrpc: "2.0", id: 1 };

export const tier6 = [
  agent("ollama-integration", {
    description: "Retries, pools and routes model requests for other agents",
    tier: 6,
    port: 8090,
    host: 8090,
    outOfRange: LEGACY_PORT,
    dependsOn: ["ollama", "redis", "backend"],
    proofs: [{ path: "/generate", body: { prompt: "Say yes.", tokens: 1 }, expect: { model: "tinyllama" }, model: true }],
  }),
  agent("task-assignment-coordinator", {
    description: "Hands tasks to agents over RabbitMQ",
    tier: 6,
    port: 8551,
    host: 8551,
    outOfRange: LEGACY_PORT,
    dependsOn: ["rabbitmq", "redis", "backend"],
    passwords: ["rabbitmq"],
    env: { RABBITMQ_HOST: "rabbitmq", RABBITMQ_PORT: "5672", RABBITMQ_USER: "sutazai" },
    verify: [{ kind: "tasks", port: 8551 }],
  }),
  agent("mcp-server", {
    description: "The platform as tools of the Model Context Protocol, over streamable HTTP",
    tier: 6,
    profiles: ["mcp"],
    port: 3030,
    host: 11190,
    dependsOn: ["backend", "ollama", "postgres", "redis"],
    env: { POSTGRES_HOST: "postgres", POSTGRES_USER: "mcp_server", POSTGRES_PASSWORD_FILE: "/run/secrets/mcp-server-db-password", MCP_HOSTS: "mcp-server" },
    files: [
      { target: "/run/secrets/mcp-server-db-password", content: "{{secret:mcp-server-db-password}}" },
      { target: "/run/config/services.json", generated: "services" },
    ],
    proofs: [
      {
        path: "/mcp",
        body: { ...MCP, method: "initialize", params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "verify", version: "1" } } },
        expect: { "result.serverInfo.name": "sutazai" },
      },
      { path: "/mcp", body: { ...MCP, method: "tools/list" }, expect: { "result.tools.0.name": "list_services", "result.tools.1.name": "query_postgres", "result.tools.2.name": "ask_model" } },
      { path: "/mcp", body: { ...MCP, method: "tools/call", params: { name: "query_postgres", arguments: { sql: "SELECT 6 * 7 AS answer" } } }, expect: { "result.structuredContent.result.0.answer": 42 } },
    ],
  }),
];
