/** Grafana's data sources and dashboards. */
import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { aService } from "../../tests/unit/fixtures.ts";
import { ServiceSchema, type Service } from "../service.ts";
import { grafanaBackups, grafanaDatabases, grafanaDatasources, grafanaImages, grafanaPlatform, grafanaTiers } from "./grafana.ts";

const entry = (name: string, more = {}): Service => ServiceSchema.parse(aService(name, { networks: ["monitoring"], ...more }));
const self = entry("grafana");
const all = ["prometheus", "loki", "alertmanager", "postgres-exporter", "redis-exporter", "rabbitmq", "faiss", "qdrant"].map((name) => entry(name));

interface PanelJson {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string; readonly datasource: { readonly uid: string } }[];
}
const read = (make: (self: Service, chosen: readonly Service[]) => string, chosen: readonly Service[] = all) => JSON.parse(make(self, chosen)) as { uid: string; title: string; panels: PanelJson[]; templating: { list: { name: string; query: unknown }[] } };
const MADE = { grafanaPlatform, grafanaTiers, grafanaDatabases, grafanaImages, grafanaBackups };

test("data sources of the chosen services that share a network, the first of them the default", () => {
  const { datasources } = parse(grafanaDatasources(self, [...all, entry("loki", { networks: ["backend"] })])) as { datasources: object[] };
  expect(datasources).toMatchObject([
    { uid: "prometheus", url: "http://prometheus:9090", isDefault: true },
    { uid: "loki", url: "http://loki:3100" },
    { uid: "alertmanager", url: "http://alertmanager:9093", jsonData: { implementation: "prometheus" } },
  ]);
  expect(parse(grafanaDatasources(self, [entry("loki", { networks: ["backend"] })])).datasources).toEqual([]);
});

test.each(Object.entries(MADE))("%s: panels have ids of their own, overlap nowhere, stay on the page and ask a known source", (_, make) => {
  const { panels, uid } = read(make);
  expect(uid).toMatch(/^sutazai-[a-z]+$/);
  expect(new Set(panels.map((p) => p.id)).size).toBe(panels.length);
  const taken = new Set<string>();
  for (const { gridPos: g, title } of panels) {
    expect([title, g.x + g.w <= 24]).toEqual([title, true]);
    for (let x = g.x; x < g.x + g.w; x++) for (let y = g.y; y < g.y + g.h; y++) expect([title, taken.has(`${x},${y}`), taken.add(`${x},${y}`) && true]).toEqual([title, false, true]);
  }
  for (const t of panels.flatMap((p) => p.targets ?? [])) {
    expect(["prometheus", "loki"]).toContain(t.datasource.uid);
    for (const pair of ["()", "{}", "[]"]) expect([t.expr, t.expr.split(pair[0]!).length]).toEqual([t.expr, t.expr.split(pair[1]!).length]);
  }
});

test("uids and titles of the dashboards differ", () => {
  const made = Object.values(MADE).map((make) => read(make));
  expect(new Set(made.map((d) => d.uid)).size).toBe(5);
  expect(new Set(made.map((d) => d.title)).size).toBe(5);
});

test("the tiers' dashboard offers the chosen tiers by name", () => {
  const [tier] = read(grafanaTiers, [entry("a", { tier: 5 }), entry("b", { tier: 1 }), entry("c", { tier: 5 })]).templating.list;
  expect(tier!.query).toBe("1 Core Infrastructure : 1, 5 Monitoring & Observability : 5");
});

test("what was not chosen has no panels", () => {
  expect(read(grafanaDatabases, [entry("redis-exporter")]).panels.filter((p) => p.type === "row").map((p) => p.title)).toEqual(["Redis"]);
  expect(read(grafanaPlatform, []).panels.some((p) => p.type === "logs")).toBe(false);
});
