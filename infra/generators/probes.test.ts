import { expect, test } from "@jest/globals";
import { aService } from "../../tests/unit/fixtures.ts";
import { catalogue } from "../catalogue/index.ts";
import { ServiceSchema } from "../service.ts";
import { isStandIn, probesOf, shareNetwork } from "./probes.ts";

const one = (more: object) => ServiceSchema.parse(aService("one", more));
const check = (check: object) => ({ health: { class: "infra", check } });
const ports = (...container: number[]) => ({ ports: container.map((port, i) => ({ host: 10_000 + i, container: port })) });
const wget = (url: string) => check({ shell: `wget -q -T 5 -O - ${url} | grep -q ok || exit 1` });

test("a service is asked at its health check's URL; a port that only its inside knows is not", () => {
  const http = check({ http: { port: 80, path: "/health" } });
  expect(probesOf(one({ ...http, ...ports(80, 81) }))).toEqual([{ kind: "http", port: 80, path: "/health" }]);
  expect(probesOf(one({ ...http, ...ports(81) }))).toEqual([{ kind: "tcp", port: 81 }]);
  expect(probesOf(one(http))).toEqual([{ kind: "http", port: 80, path: "/health" }]);
  expect(probesOf(one(ports(1, 2)))).toEqual([{ kind: "tcp", port: 1 }, { kind: "tcp", port: 2 }]);
  expect(probesOf(one({ ports: [{ host: 10_000, container: 53, protocol: "udp" }] }))).toEqual([]);
});

test("the URL is also read from a shell line or a command", () => {
  expect(probesOf(one({ ...wget("http://127.0.0.1:8500/v1/leader?a=b"), ...ports(8500) }))).toEqual([{ kind: "http", port: 8500, path: "/v1/leader?a=b" }]);
  expect(probesOf(one({ ...wget("'http://localhost:80'"), ...ports(80) }))).toEqual([{ kind: "http", port: 80, path: "/" }]);
  expect(probesOf(one({ ...check({ command: ["curl", "-f", "http://127.0.0.1:80/x"] }), ...ports(80) }))).toEqual([{ kind: "http", port: 80, path: "/x" }]);
  expect(probesOf(one({ ...wget("https://127.0.0.1:80/x"), ...ports(80) }))).toEqual([{ kind: "tcp", port: 80 }]);
});

test("a database's other ports are asked too", () => {
  expect(probesOf(one({ ...wget("http://127.0.0.1:2/"), ...ports(1, 2, 3), security: "database" }))).toEqual([{ kind: "http", port: 2, path: "/" }, { kind: "tcp", port: 1 }, { kind: "tcp", port: 3 }]);
});

test("a stand-in is one where its image is built here", () => {
  const standIn = one({ image: { upstream: "kong:3.5.0", lab: "web", standIn: "there is no package of it" } });
  expect([isStandIn(standIn, "lab"), isStandIn(standIn, "registry"), isStandIn(one({}), "lab")]).toEqual([true, false, false]);
  expect(isStandIn(one({ image: { built: "web", standIn: "there is no package of it" } }), "registry")).toBe(true);
});

test("of the platform: a service without metrics is probed", () => {
  const services = catalogue.map((s) => ServiceSchema.parse(s));
  const prober = services.find((s) => s.name === "blackbox-exporter")!;
  const unseen = services.filter((s) => "none" in s.metrics && (probesOf(s).length === 0 || !shareNetwork(prober, s)));
  expect(unseen.map((s) => s.name)).toEqual([]);
});
