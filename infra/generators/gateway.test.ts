/** Kong's configuration and that of its stand-in: the same routes. */
import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { aService } from "../../tests/unit/fixtures.ts";
import { catalogue } from "../catalogue/index.ts";
import { ServiceSchema } from "../service.ts";
import { kongConfig } from "./kong.ts";
import { nginxRoutes } from "./nginx-routes.ts";
import { routes } from "./routes.ts";

const web = (port: number) => ({ health: { class: "app", check: { http: { port, path: "/health" } } }, ports: [{ host: 10000 + port, container: port }] });
const services = [
  aService("kong", { tier: 3, networks: ["frontend", "backend"] }),
  aService("backend", { tier: 4, ...web(8000) }),
  aService("frontend", { tier: 4, ...web(8501), networks: ["frontend"] }),
  aService("consul", { tier: 3, ...web(8500) }),
  aService("aider", { tier: 7, ...web(8080) }),
  aService("aider-two", { tier: 7, ...web(8081) }),
  aService("jarvis-voice-interface", { tier: 7, ...web(8082) }),
  aService("hidden", { tier: 7, ...web(8083), networks: ["database"] }),
  aService("mute", { tier: 7, ports: [{ host: 11000, container: 9000 }] }),
].map((s) => ServiceSchema.parse(s));
const self = services[0]!;

test("routed are the API, the page, and what else answers over HTTP in reach; not the platform's own parts", () => {
  expect(routes(self, services).map((r) => [r.service, r.port, r.paths.join(" "), r.strip, r.key])).toEqual([
    ["aider", 8080, "/services/aider /aider", true, true],
    ["aider-two", 8081, "/services/aider-two /aider-two", true, true],
    ["backend", 8000, "/api", false, true],
    ["frontend", 8501, "/", false, false],
    ["jarvis-voice-interface", 8082, "/services/jarvis-voice-interface /jarvis/voice", true, true],
  ]);
});

test("kong.yml has a service, a route and a key for each", () => {
  const made = parse(kongConfig(self, services)) as { _format_version: string; services: object[]; consumers: object[] };
  expect(made._format_version).toBe("3.0");
  expect(made.services).toHaveLength(5);
  expect(made.services[2]).toEqual({
    name: "backend",
    url: "http://backend:8000",
    routes: [{ name: "backend", paths: ["/api"], strip_path: false, preserve_host: false }],
    plugins: [{ name: "key-auth", config: { key_names: ["apikey"], key_in_query: false, hide_credentials: true } }],
  });
  expect(made.services[3]).not.toHaveProperty("plugins");
  expect(made.consumers).toEqual([{ username: "platform", keyauth_credentials: [{ key: "{{secret:gateway-key}}" }] }]);
});

test("nginx.conf has a location for each path, the longest first, and the key where Kong has it", () => {
  const text = nginxRoutes(self, services);
  const paths = [...text.matchAll(/^ {4}location ~ \^(\S+) \{\n((?: {6}.*\n)+)/gm)].map(([, path, body]) => ({ path: path!, body: body! }));
  expect(paths.map((p) => p.path)).toEqual([
    "/services/jarvis-voice-interface",
    "/services/aider-two",
    "/services/aider",
    "/jarvis/voice",
    "/aider-two",
    "/aider",
    "/api",
    "/",
  ]);
  const at = (path: string) => paths.find((p) => p.path === path)!.body;
  expect(at("/services/aider")).toContain("rewrite ^/services/aider/?(.*)$ /$1 break;");
  expect(at("/api")).not.toContain("rewrite");
  expect(paths.filter((p) => !p.body.includes("$authorised")).map((p) => p.path)).toEqual(["/"]);
  expect(text.match(/\{/g)!.length).toBe(text.match(/\}/g)!.length);
});

test("in the catalogue, no path leads to two services", () => {
  const all = catalogue.map((s) => ServiceSchema.parse(s));
  const paths = routes(all.find((s) => s.name === "kong")!, all).flatMap((r) => r.paths);
  expect(paths.filter((path, i) => paths.indexOf(path) !== i)).toEqual([]);
  expect(paths).toContain("/api");
});
