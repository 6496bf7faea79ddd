/** The kinds `loki` and `grafana` against a fake service. */
import { expect, test } from "@jest/globals";
import { planned } from "../testing.ts";
import { grafana } from "./grafana.ts";
import { loki } from "./loki.ts";
import type { HttpAnswer, Implementation, Kind, Spec, Target, Verdict } from "./target.ts";

type Answer = (path: string, init: RequestInit) => object | HttpAnswer;

const fake = (answer: Answer, more: Partial<Target> = {}): Target => ({
  service: planned("store"),
  exec: async () => ({ exit: 0, ended: true, output: "" }),
  check: async () => ({ exit: 0, ended: true, output: "" }),
  secrets: async () => ({ "grafana-admin-password": "hunter2" }),
  pause: async () => {},
  request: async (_port, path, init = {}) => {
    const given = answer(path, init);
    return "status" in given && "text" in given ? (given as HttpAnswer) : { status: 200, text: JSON.stringify(given) };
  },
  ...more,
});

const judge = <K extends Kind>(kind: Implementation<K>, spec: Spec<K>, target: Target): Promise<Verdict> => kind.run(spec, target).catch((error: Error) => ({ ok: false, detail: error.message }));

test("loki prints a line and finds it again under the service's name", async () => {
  const spec = { kind: "loki", port: 3100 } as Spec<"loki">;
  let printed = "";
  const exec: Target["exec"] = async (shell) => ((printed = /echo (\S+) >\/proc\/1\/fd\/1/.exec(shell)![1]!), { exit: 0, ended: true, output: "" });
  let rounds = 0;
  const found = (after: number): Answer => (path) => {
    if (path === "/ready") return {};
    const query = new URL(path, "http://loki").searchParams.get("query");
    expect(query).toBe(`{service="store"} |= "${printed}"`);
    return { data: { result: ++rounds > after ? [{ stream: { container: "sutazai-store" }, values: [["1", printed]] }] : [] } };
  };
  expect(await judge(loki, spec, fake(found(2), { exec }))).toMatchObject({ ok: true, detail: expect.stringMatching(/^found after \d+\.\d s, of container sutazai-store$/) });
  expect(rounds).toBe(3);
  expect(await judge(loki, spec, fake(found(1e9), { exec }))).toEqual({ ok: false, detail: "a printed line has not arrived after 30 s: ./sutazai status promtail --stack t1, ./sutazai logs promtail --stack t1" });
  expect(await judge(loki, spec, fake(() => ({ status: 503, text: "Ingester not ready" })))).toEqual({ ok: false, detail: "GET /ready: HTTP 503 Ingester not ready" });
  expect(await judge(loki, spec, fake(() => ({}), { exec: async () => ({ exit: 2, ended: true, output: "" }) }))).toEqual({ ok: false, detail: "the container's output cannot be written to" });
});

test("grafana has what was provisioned; a stand-in says that it has not", async () => {
  const spec = { kind: "grafana", port: 3000 } as Spec<"grafana">;
  const { standIn: _, ...base } = planned("store");
  const file = (path: string, content: string) => ({ path, content, secret: false });
  const service = { ...base, fileSets: [{ volume: "v", directory: "/d", files: [file("datasources.yml", "datasources: [{uid: prometheus, type: prometheus}, {uid: alertmanager, type: alertmanager}]"), file("platform.json", '{"uid": "one"}'), file("tiers.json", '{"uid": "two"}')] }] };
  const answers: Record<string, object> = {
    "/api/health": { database: "ok" },
    "/api/datasources": [{ uid: "prometheus", type: "prometheus" }, { uid: "alertmanager", type: "alertmanager" }],
    "/api/datasources/uid/prometheus/health": { status: "OK", message: "fine" },
    "/api/search?type=dash-db&tag=sutazai": [{ uid: "one" }, { uid: "two" }],
  };
  const ask = (more: Record<string, object> = {}) => fake((path, init) => {
    const { authorization } = init.headers as Record<string, string>;
    return authorization === `Basic ${btoa("admin:hunter2")}` ? ({ ...answers, ...more }[path] ?? { status: 404, text: path }) : { status: 401, text: "" };
  }, { service });
  expect(await judge(grafana, spec, ask())).toEqual({ ok: true, detail: "2 data sources, 2 dashboards" });
  expect(await judge(grafana, spec, ask({ "/api/search?type=dash-db&tag=sutazai": [{ uid: "one" }] }))).toEqual({ ok: false, detail: "no dashboard two" });
  expect(await judge(grafana, spec, ask({ "/api/datasources": [] }))).toEqual({ ok: false, detail: "no data source prometheus, alertmanager" });
  expect(await judge(grafana, spec, ask({ "/api/datasources/uid/prometheus/health": { status: "ERROR", message: "refused" } }))).toEqual({ ok: false, detail: "data source prometheus is not reached: refused" });
  expect(await judge(grafana, spec, { ...ask(), secrets: async () => ({ "grafana-admin-password": "wrong" }) })).toEqual({ ok: false, detail: "GET /api/health: HTTP 401" });
  expect(await judge(grafana, spec, { ...ask(), secrets: async () => ({}) })).toEqual({ ok: false, detail: "the stack has no secret grafana-admin-password: ./sutazai up --stack t1 makes it" });
  expect(await judge(grafana, spec, fake(() => ({}), { service: { ...base, standIn: "no package of it exists" } }))).toEqual({ ok: true, detail: "skipped: a stand-in has neither data sources nor dashboards" });
});
