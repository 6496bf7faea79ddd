/** The kinds of the metrics' and alerts' services against fake ones: a good one passes; one thing broken fails with its words. */
import { expect, test } from "@jest/globals";
import { planned } from "../testing.ts";
import { KINDS } from "./kinds.ts";
import type { HttpAnswer, Implementation, Kind, Spec, Target, Verdict } from "./target.ts";

type Answer = HttpAnswer | object | ((sent: unknown) => HttpAnswer | object);

/** Answers by `METHOD /path` without its query; asked for anything else, it throws. */
function fake(answers: Record<string, Answer>): { target: Target; asked: { key: string; path: string; sent: unknown }[] } {
  const asked: { key: string; path: string; sent: unknown }[] = [];
  const nothing = async (): Promise<never> => {
    throw new Error("must not be asked");
  };
  const request: Target["request"] = async (_port, path, init = {}) => {
    const key = `${init.method ?? "GET"} ${path.split("?")[0]}`;
    const sent: unknown = init.body === undefined ? undefined : JSON.parse(String(init.body));
    asked.push({ key, path, sent });
    const answer = answers[key];
    if (answer === undefined) throw new Error(`unexpected ${key}`);
    const given = typeof answer === "function" ? (answer as (sent: unknown) => HttpAnswer | object)(sent) : answer;
    return "status" in given && "text" in given ? (given as HttpAnswer) : { status: 200, text: JSON.stringify(given) };
  };
  return { target: { service: planned("store"), exec: nothing, check: nothing, secrets: nothing, pause: async () => {}, request }, asked };
}

async function judge<K extends Kind>(kind: K, answers: Record<string, Answer>): Promise<Verdict> {
  const spec = { kind, port: 9090 } as unknown as Spec<K>;
  return (KINDS[kind] as Implementation<K>).run(spec, fake(answers).target).catch((error: Error) => ({ ok: false, detail: error.message }));
}

/** One after the other; the last stays. */
const series = (...answers: object[]) => () => (answers.length > 1 ? answers.shift()! : answers[0]!);
const text = (content: string): HttpAnswer => ({ status: 200, text: content });

/** An Alertmanager that takes an alert, shows it on a route, and delivers it by `outcome`. */
function manager({ config = "webhook_configs: []", route = "info", sent = [3, 3, 4], failed = [0, 0, 0] }) {
  let alert: object[] = [];
  let looks = -1;
  const count = (name: string, values: number[]) => `${name}{integration="email"} 9\n${name}{integration="webhook"} ${values[Math.min(looks, values.length - 1)]}\n`;
  return fake({
    "GET /api/v2/status": { config: { original: config } },
    "POST /api/v2/alerts": (given) => ((alert = given as object[]), text("")),
    "GET /api/v2/alerts": () => alert.map((one) => ({ ...one, receivers: [{ name: route }] })),
    "GET /metrics": () => (looks++, text(count("alertmanager_notification_requests_total", sent) + count("alertmanager_notification_requests_failed_total", failed))),
  });
}
const judged = ({ target }: ReturnType<typeof manager>) => KINDS.alertmanager.run({ kind: "alertmanager", port: 9093 }, target).catch((error: Error) => ({ ok: false, detail: error.message }));

test("alertmanager takes an alert that wakes nobody, delivers it on its route, and the alert is ended", async () => {
  const good = manager({});
  expect(await judged(good)).toEqual({ ok: true, detail: "taken, routed to info, delivered" });
  const posts = good.asked.filter((a) => a.key.startsWith("POST")).map((a) => (a.sent as [{ labels: Record<string, string>; endsAt: string }])[0]);
  const { alertname, ...labels } = posts[0]!.labels;
  expect(alertname).toMatch(/^sutazai-verify-[0-9a-f]{12}$/);
  expect(labels).toEqual({ severity: "info", service: "verify" });
  expect(posts.map((p) => [p.labels.alertname === alertname, Date.parse(p.endsAt) > Date.now()])).toEqual([[true, true], [true, false]]);
  expect(good.asked.find((a) => a.key === "GET /api/v2/alerts")!.path).toBe(`/api/v2/alerts?filter=${encodeURIComponent(`alertname="${alertname}"`)}`);
  expect(await judged(manager({ config: "receivers: []" }))).toEqual({ ok: true, detail: "taken, routed to info, which has no address" });
});

test("alertmanager: a wrong route, a failed or missing delivery and a lost alert are told, and the alert is ended all the same", async () => {
  const wrong = manager({ route: "critical" });
  expect(await judged(wrong)).toEqual({ ok: false, detail: "the alert's route ends at critical instead of info" });
  expect(wrong.asked.at(-1)!.key).toBe("POST /api/v2/alerts");
  expect(await judged(manager({ sent: [3, 4], failed: [0, 1] }))).toEqual({ ok: false, detail: "a notification could not be delivered: see ./sutazai logs alertmanager --stack t1" });
  expect(await judged(manager({ sent: [3] }))).toEqual({ ok: false, detail: "no notification left within 15 s" });
  const answers = { "GET /api/v2/status": { config: { original: "" } }, "GET /metrics": text(""), "POST /api/v2/alerts": text(""), "GET /api/v2/alerts": [] };
  expect(await judge("alertmanager", answers)).toEqual({ ok: false, detail: "the alert was not there 5 s after it was handed in" });
  expect(await judge("alertmanager", { ...answers, "POST /api/v2/alerts": { status: 400, text: "bad labels" } })).toEqual({ ok: false, detail: "POST /api/v2/alerts: HTTP 400 bad labels" });
});

const rules = (...health: string[]) => ({ data: { groups: [{ rules: health.map((h, i) => ({ name: `R${i}`, type: i === 0 ? "recording" : "alerting", health: h, ...(h === "err" ? { lastError: "many-to-many" } : {}) })) }] } });
const config = (yaml: string) => ({ data: { yaml } });
const known = (count: number) => ({ data: { activeAlertmanagers: Array(count).fill({ url: "http://alertmanager:9093/api/v2/alerts" }) } });

test("alerting waits until every rule was evaluated and Alertmanager is known", async () => {
  const good = { "GET /api/v1/status/config": config("alerting:\n  alertmanagers:\n"), "GET /api/v1/rules": series(rules("ok", "unknown", "ok"), rules("ok", "ok", "ok")), "GET /api/v1/alertmanagers": series(known(0), known(1)) };
  expect(await judge("alerting", good)).toEqual({ ok: true, detail: "2 alert rules, Alertmanager known" });
  expect(await judge("alerting", { ...good, "GET /api/v1/rules": rules("ok", "ok"), "GET /api/v1/alertmanagers": known(0) })).toEqual({ ok: false, detail: "after 45 s: no Alertmanager" });
  expect(await judge("alerting", { ...good, "GET /api/v1/status/config": config(""), "GET /api/v1/rules": rules("ok", "ok"), "GET /api/v1/alertmanagers": known(0) })).toEqual({ ok: true, detail: "1 alert rules, no Alertmanager wanted" });
  expect(await judge("alerting", { ...good, "GET /api/v1/rules": rules("ok", "err") })).toEqual({ ok: false, detail: "1 of 2 rules fail: R1 (many-to-many)" });
  expect(await judge("alerting", { ...good, "GET /api/v1/rules": rules() })).toEqual({ ok: false, detail: "after 45 s: no rules" });
  expect(await judge("alerting", { ...good, "GET /api/v1/rules": rules("ok", "unknown") })).toEqual({ ok: false, detail: "after 45 s: 1 of 2 rules not evaluated" });
});

const pools = (...names: string[]) => ({ data: { activeTargets: names.map((scrapePool) => ({ scrapePool })) } });
const samples = (...values: string[]) => ({ data: { result: values.map((value, i) => ({ metric: { service: `s${i}`, instance: `s${i}:1` }, value: [0, value] })) } });

test("probes waits for every configured probe, and names those that fail", async () => {
  const asked = (...answers: object[]) => ({ "GET /api/v1/targets": pools("backend", "probe-http", "probe-tcp"), "GET /api/v1/query": series(...answers) });
  expect(await judge("probes", asked(samples("1"), samples("0", "1"), samples("1", "1")))).toEqual({ ok: true, detail: "2 probes succeed" });
  expect(await judge("probes", asked(samples("0", "1")))).toEqual({ ok: false, detail: "after 75 s: 1 fail: s0 (s0:1)" });
  expect(await judge("probes", asked(samples("1")))).toEqual({ ok: false, detail: "after 75 s: 1 of 2 probes have not run" });
  expect(await judge("probes", { "GET /api/v1/targets": pools("backend") })).toEqual({ ok: true, detail: "no probes are configured" });
});

test("cadvisor counts containers by the ids of their control groups, in either form", async () => {
  const id = (digit: string) => digit.repeat(64);
  const lines = (...ids: string[]) => ["container_cpu_usage_seconds_total", "container_memory_working_set_bytes", "container_spec_memory_limit_bytes"].flatMap((name) => ids.map((one) => `${name}{cpu="total",id="${one}"} 1`)).join("\n");
  expect(await judge("cadvisor", { "GET /metrics": text(lines("/", `/docker/${id("a")}`, `/system.slice/docker-${id("b")}.scope`)) })).toEqual({ ok: true, detail: "2 containers" });
  expect(await judge("cadvisor", { "GET /metrics": text(lines("/")) })).toEqual({
    ok: false,
    detail: "no container has container_cpu_usage_seconds_total, container_memory_working_set_bytes, container_spec_memory_limit_bytes: are the control groups of the host mounted?",
  });
});
