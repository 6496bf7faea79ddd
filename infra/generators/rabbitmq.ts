import type { Service } from "../service.ts";
import { byName } from "./probes.ts";

export const EVENTS = "sutazai.events";
export const TASKS = "sutazai.tasks";
export const DEAD = "sutazai.dead";
const PASSWORD = "{{secret:rabbitmq-password}}";
const DAY_MS = 24 * 3600 * 1000;

/** The services that may speak to the queues: those that are given the password. */
const speakers = (self: Service, chosen: readonly Service[]) =>
  chosen.filter((s) => s.name !== self.name && s.files.some((f) => f.content?.includes(PASSWORD))).sort(byName).map((s) => s.name);

export const agentQueue = (service: string) => `sutazai.agent.${service}`;

/**
 * definitions.json, loaded at each start: the user with its present password, the task queue, the exchange of events, a queue for each
 * service that speaks to RabbitMQ, and where messages end that nobody takes. Queues have no arguments, so that a client may declare them
 * as plain durable ones; limits and dead letters are policies.
 */
export function rabbitmqDefinitions(self: Service, chosen: readonly Service[]): string {
  const vhost = "/";
  const names = speakers(self, chosen);
  const queue = (name: string) => ({ name, vhost, durable: true, auto_delete: false, arguments: {} });
  const exchange = (name: string, type: string) => ({ name, vhost, type, durable: true, auto_delete: false, internal: false, arguments: {} });
  const bind = (source: string, destination: string, routing_key: string) => ({ source, vhost, destination, destination_type: "queue", routing_key, arguments: {} });
  const policy = (name: string, pattern: string, definition: object) => ({ vhost, name, pattern, "apply-to": "queues", definition, priority: 0 });
  return JSON.stringify(
    {
      users: [{ name: "sutazai", password: PASSWORD, tags: "administrator" }],
      vhosts: [{ name: vhost }],
      permissions: [{ user: "sutazai", vhost, configure: ".*", write: ".*", read: ".*" }],
      exchanges: [exchange(EVENTS, "topic"), exchange(DEAD, "fanout")],
      queues: [queue(TASKS), queue(DEAD), ...names.map((name) => queue(agentQueue(name)))],
      bindings: [
        bind(DEAD, DEAD, ""),
        ...names.flatMap((name) => [bind(EVENTS, agentQueue(name), `agent.${name}.#`), bind(EVENTS, agentQueue(name), "agents.#")]),
      ],
      policies: [
        policy("tasks", "^sutazai\\.tasks$", { "dead-letter-exchange": DEAD }),
        policy("agents", "^sutazai\\.agent\\.", { "dead-letter-exchange": DEAD, "message-ttl": DAY_MS, "max-length": 10_000 }),
        policy("dead", "^sutazai\\.dead$", { "message-ttl": 7 * DAY_MS, "max-length": 10_000 }),
      ],
    },
    null,
    2,
  );
}
