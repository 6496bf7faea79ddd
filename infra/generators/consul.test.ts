import { expect, test } from "@jest/globals";
import { aService } from "../../tests/unit/fixtures.ts";
import { ServiceSchema } from "../service.ts";
import { consulServices } from "./consul.ts";

const web = { health: { class: "app", check: { http: { port: 8000, path: "/health" } } } };
const services = [
  aService("consul", { ports: [{ host: 10006, container: 8500 }] }),
  aService("queue", { ports: [{ host: 10007, container: 5672 }, { host: 10008, container: 15672 }] }),
  aService("api", { tier: 4, critical: true, ...web, ports: [{ host: 10010, container: 8000 }], networks: ["backend", "database"] }),
  aService("store", { ...web, ports: [{ host: 10001, container: 8000 }], networks: ["database"] }),
  aService("worker", { profiles: ["mesh", "optional"] }),
].map((s) => ServiceSchema.parse(s));

type Entry = { name: string; port?: number; tags: string[]; checks?: object[] };
const made = () => (JSON.parse(consulServices(services[0]!, services)) as { services: Entry[] }).services;

test("every other service is registered under its own name", () => {
  expect(made().map(({ name, port, tags }) => ({ name, port, tags }))).toEqual([
    { name: "api", port: 8000, tags: ["tier-4", "default", "critical"] },
    { name: "queue", port: 5672, tags: ["tier-1", "default"] },
    { name: "store", port: 8000, tags: ["tier-1", "default"] },
    { name: "worker", port: undefined, tags: ["tier-1", "mesh", "optional"] },
  ]);
  expect(made()[0]).toMatchObject({ id: "api", address: "api", meta: { networks: "backend,database" } });
});

test("checked is what Consul can reach: over HTTP where the service answers it, else the port", () => {
  expect(made().map(({ checks }) => checks)).toEqual([
    [{ id: "api-reachable", name: "GET api:8000/health", http: "http://api:8000/health", interval: "30s", timeout: "10s" }],
    [{ id: "queue-reachable", name: "connect to queue:5672", tcp: "queue:5672", interval: "30s", timeout: "10s" }],
    undefined,
    undefined,
  ]);
});
