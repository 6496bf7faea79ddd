/** Loki's and Promtail's configuration. */
import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { aService } from "../../tests/unit/fixtures.ts";
import { ServiceSchema, type Service } from "../service.ts";
import { lokiConfig } from "./loki.ts";
import { promtailConfig } from "./promtail.ts";

const http = (path: string) => ({ health: { class: "infra", check: { http: { port: 80, path } } } });
const entry = (name: string, more = {}): Service => ServiceSchema.parse(aService(name, more));
const self = entry("promtail");

interface Stage {
  readonly drop?: { expression: string };
  readonly match?: { selector: string };
}
function stages(chosen: readonly Service[]): Stage[] {
  const config = parse(promtailConfig(self, chosen, { stack: "dev", source: "lab" })) as { scrape_configs: { pipeline_stages: Stage[] }[] };
  return config.scrape_configs[0]!.pipeline_stages;
}

/**
 * RE2's pattern as JavaScript's: `(?i:...)` written out letter by letter. V8 knows such groups too, but the result was seen to change
 * within a long run of many tests.
 */
const pattern = (text: string) =>
  new RegExp(text.replace(/\(\?i:((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*)\)/g, (_, body: string) => `(?:${body.replace(/\\.|[a-z]/gi, (c) => (c.length === 2 ? c : `[${c.toLowerCase()}${c.toUpperCase()}]`))})`));

test("Loki deletes after 7 days, reports to nobody, and is ready at once", () => {
  const config = parse(lokiConfig()) as Record<string, any>;
  expect(config.compactor).toMatchObject({ retention_enabled: true, delete_request_store: "filesystem" });
  expect(config.limits_config.retention_period).toBe("168h");
  expect(config.analytics).toEqual({ reporting_enabled: false });
  expect(config.ingester.lifecycler.min_ready_duration).toBe("0s");
});

test("Promtail reads the services of its own stack only, under their names and tiers", () => {
  const config = parse(promtailConfig(self, [], { stack: "blue", source: "lab" })) as { scrape_configs: { docker_sd_configs: object[]; relabel_configs: { target_label: string }[] }[] };
  const [job] = config.scrape_configs;
  expect(job!.docker_sd_configs).toEqual([{ host: "tcp://engine-proxy:2375", refresh_interval: "10s", filters: [{ name: "label", values: ["sutazai.stack=blue", "sutazai.service"] }] }]);
  expect(job!.relabel_configs.map((r) => r.target_label)).toEqual(["service", "tier", "container", "stream"]);
});

test("debug lines are dropped, and no line that only speaks of them", () => {
  const { expression } = stages([]).find((s) => s.drop?.expression.includes("DEBUG"))!.drop!;
  const debug = pattern(expression);
  for (const line of ["level=debug msg=x", 'ts=1 level="DEBUG"', '{"level": "debug"}', '{"levelname":"DEBUG","m":1}', "DEBUG:root:hello", "2026-01-01 10:00:00,123 DEBUG x", "[2026-01-01T10:00:00Z] [DEBUG] x"]) expect([line, debug.test(line)]).toEqual([line, true]);
  for (const line of [" * Debug mode: off", "level=info msg=debugging", "ERROR: DEBUG is set", '{"level":"info","debug":true}']) expect([line, debug.test(line)]).toEqual([line, false]);
});

test("passed probes are dropped: of the paths that health checks and Prometheus ask for, never the page itself", () => {
  const chosen = [
    entry("web", http("/")),
    entry("api", { ...http("/health"), metrics: { port: 80, path: "/v1/metrics?format=prometheus" } }),
    entry("store", { health: { class: "infra", check: { shell: "wget -q -O /dev/null http://127.0.0.1:8000/api/v2/beat || exit 1" } } }),
  ];
  const { selector } = stages(chosen).find((s) => s.match)!.match!;
  const [asked, failed] = [...selector.matchAll(/[|!]~ ("(?:[^"\\]|\\.)*")/g)].map((m) => pattern(JSON.parse(m[1]!) as string));
  const dropped = (line: string) => asked!.test(line) && !failed!.test(line);
  for (const line of ['INFO: 127.0.0.1:50412 - "GET /health HTTP/1.1" 200 OK', '[GIN] | 200 | 1ms | 127.0.0.1 | GET      "/api/v2/beat"', '"HEAD /v1/metrics?format=prometheus HTTP/1.1" 200', '{"method":"GET","path":"/health","status":200}']) expect([line, dropped(line)]).toEqual([line, true]);
  for (const line of ['"GET /health HTTP/1.1" 503', '"GET / HTTP/1.1" 200', '"GET /healthy HTTP/1.1" 200', '"POST /health HTTP/1.1" 200', "the /health of it is fine"]) expect([line, dropped(line)]).toEqual([line, false]);
  expect(stages([entry("web", http("/"))]).some((s) => s.match)).toBe(false);
});
