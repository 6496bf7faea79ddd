import { expect, test } from "@jest/globals";
import { aService } from "../../tests/unit/fixtures.ts";
import { ServiceSchema } from "../service.ts";
import { agentTargets, healthTargets } from "./health-targets.ts";

const one = (name: string, more: object = {}) => ServiceSchema.parse(aService(name, more));
const http = { health: { class: "agent", check: { http: { port: 80, path: "/health" } } }, ports: [{ host: 10_000, container: 80 }] };
const self = one("health-monitor", { ...http, networks: ["backend", "database"], tier: 9 });
const chosen = [self, one("store", { networks: ["database"], ports: [{ host: 10_001, container: 5432 }] }), one("agent", { ...http, tier: 7 }), one("page", { ...http, networks: ["frontend"] }), one("mute")];
const around = { stack: "dev", source: "lab" } as const;

const AGENT = { name: "agent", tier: "7", kind: "http", url: "http://agent:80/health" };

test("everyone that can be asked over a shared network, sorted, and the stack's name", () => {
  expect(JSON.parse(healthTargets(self, chosen, around))).toEqual({ stack: "dev", targets: [AGENT, { name: "store", tier: "1", kind: "tcp", host: "store", port: 5432 }] });
  expect(JSON.parse(healthTargets(self, [self], around))).toEqual({ stack: "dev", targets: [] });
});

test("of the agents' tiers only", () => {
  expect(JSON.parse(agentTargets(self, chosen, around))).toEqual({ stack: "dev", targets: [AGENT] });
});
