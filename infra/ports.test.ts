import { expect, test } from "@jest/globals";
import { aService } from "../tests/unit/fixtures.ts";
import { catalogue } from "./catalogue/index.ts";
import { portProblems, portRegistry } from "./ports.ts";
import { ServiceSchema } from "./service.ts";

const services = (...entries: ReturnType<typeof aService>[]) => entries.map((entry) => ServiceSchema.parse(entry));

test("the registry is sorted by port, and has what a table needs", () => {
  const found = portRegistry(services(aService("b", { ports: [{ host: 10002, container: 80, label: "web" }] }), aService("a", { ports: [{ host: 10002, container: 53, protocol: "udp" }, { host: 9, container: 9, outOfRange: "as the world knows it" }] })));
  expect(found).toEqual([
    { port: 9, container: 9, protocol: "tcp", service: "a", tier: 1, label: "", reason: "as the world knows it" },
    { port: 10002, container: 80, protocol: "tcp", service: "b", tier: 1, label: "web" },
    { port: 10002, container: 53, protocol: "udp", service: "a", tier: 1, label: "" },
  ]);
});

test("one number serves tcp and udp at once; the edges of a range belong to it", () => {
  expect(portProblems(services(aService("a", { ports: [{ host: 10000, container: 53 }, { host: 10000, container: 53, protocol: "udp" }] }), aService("b", { ports: [{ host: 10099, container: 1 }] })))).toEqual([]);
});

test("an agent may have a port of either range", () => {
  expect(portProblems(services(aService("a", { tier: 6, ports: [{ host: 10300, container: 1 }, { host: 11999, container: 2 }, { host: 10600, container: 3 }] }))).map((p) => [p.path, p.rule, p.got])).toEqual([
    ["services.a.ports[2].host", "10300-10599 or 11000-11999 for tier 6 (AI Agent Ecosystem)", "10600"],
  ]);
});

test("the platform's own ports have no problem", () => expect(portProblems(services(...catalogue))).toEqual([]));
