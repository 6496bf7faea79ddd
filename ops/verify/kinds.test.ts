/** Each kind against a fake service: a good one passes; one thing broken fails with its words. */
import { expect, test } from "@jest/globals";
import { planned } from "../testing.ts";
import { KINDS } from "./kinds.ts";
import type { HttpAnswer, Implementation, Kind, Spec, Target, Verdict } from "./target.ts";

type Answers = Record<string, HttpAnswer | object | ((sent: { body: unknown; headers: Record<string, string> }) => HttpAnswer | object)>;

/** Answers by `METHOD /path` with names of random things replaced by NAME; asked for anything else, it throws. */
function fake(answers: Answers, more: Partial<Target> = {}): { target: Target; asked: string[] } {
  const asked: string[] = [];
  const target: Target = {
    service: planned("store"),
    exec: async () => {
      throw new Error("no exec");
    },
    check: async () => {
      throw new Error("no check");
    },
    secrets: async () => ({ "rabbitmq-password": "hunter2" }),
    pause: async () => {},
    request: async (_port, path, init = {}) => {
      const key = `${init.method ?? "GET"} ${path.replace(/sutazai-verify-[0-9a-f]{12}/, "NAME")}`;
      asked.push(key);
      const answer = answers[key];
      if (answer === undefined) throw new Error(`unexpected ${key}`);
      const sent = { body: init.body === undefined ? undefined : JSON.parse(String(init.body)), headers: init.headers as Record<string, string> };
      const given = typeof answer === "function" ? (answer as (s: typeof sent) => object)(sent) : answer;
      return "status" in given && "text" in given ? (given as HttpAnswer) : { status: 200, text: JSON.stringify(given) };
    },
    ...more,
  };
  return { target, asked };
}

/** The verdict; a thrown error's message as the runner would report it. */
async function judge<K extends Kind>(spec: Spec<K>, target: Target): Promise<Verdict> {
  return (KINDS[spec.kind as K] as Implementation<K>).run(spec, target).catch((error: Error) => ({ ok: false, detail: error.message }));
}

test("http asks the published port, or from inside where none is published", async () => {
  const spec = { kind: "http", port: 8080, path: "/health", contains: "fine" } as const;
  expect(await judge(spec, fake({ "GET /health": { status: 200, text: "all fine" } }).target)).toEqual({ ok: true, detail: 'HTTP 200, contains "fine"' });
  expect(await judge(spec, fake({ "GET /health": { status: 200, text: "bad\nday" } }).target)).toEqual({ ok: false, detail: 'HTTP 200 without "fine": bad' });
  expect(await judge(spec, fake({ "GET /health": { status: 503, text: "down" } }).target)).toEqual({ ok: false, detail: "GET /health: HTTP 503 down" });
  const lines: string[] = [];
  const inside = fake({}, { service: planned("queue"), exec: async (shell) => (lines.push(shell), { exit: 0, ended: true, output: "fine" }) });
  expect(await judge({ ...spec, path: "/it's" }, inside.target)).toEqual({ ok: true, detail: 'HTTP 200, contains "fine"' });
  expect(lines).toEqual(["wget -q -T 8 -O - 'http://127.0.0.1:8080/it%27s' 2>&1"]);
});

test("exec compares the output and says the exit code", async () => {
  const spec = { kind: "exec", what: "SQL", shell: "psql", contains: "rows=1" } as const;
  const answer = (exit: number, output: string) => fake({}, { exec: async () => ({ exit, ended: true, output }) }).target;
  expect(await judge(spec, answer(0, "rows=1\n"))).toEqual({ ok: true, detail: "rows=1" });
  expect(await judge(spec, answer(0, "rows=0\n"))).toEqual({ ok: false, detail: 'no "rows=1" in its output: rows=0' });
  expect(await judge(spec, answer(2, "refused\n"))).toEqual({ ok: false, detail: "exit 2: refused" });
});

const QUEUE = "/api/queues/%2F/NAME";
const rabbit = (more: Answers = {}): Answers => {
  let payload = "";
  return {
    [`PUT ${QUEUE}`]: ({ headers }) => ({ status: headers.authorization === `Basic ${btoa("sutazai:hunter2")}` ? 201 : 401, text: "" }),
    "POST /api/exchanges/%2F/amq.default/publish": ({ body }) => ((payload = (body as { payload: string }).payload), { routed: true }),
    [`POST ${QUEUE}/get`]: () => [{ payload }],
    [`DELETE ${QUEUE}`]: { status: 204, text: "" },
    ...more,
  };
};

test("rabbitmq publishes, consumes, compares, and always deletes its queue", async () => {
  const spec = { kind: "rabbitmq", port: 15672 } as const;
  const good = fake(rabbit());
  expect(await judge(spec, good.target)).toEqual({ ok: true, detail: "published and consumed a message" });
  expect(good.asked.at(-1)).toBe(`DELETE ${QUEUE}`);
  const other = fake(rabbit({ [`POST ${QUEUE}/get`]: [{ payload: "x" }] }));
  expect(await judge(spec, other.target)).toEqual({ ok: false, detail: "consume: another message than the one published" });
  expect(other.asked.at(-1)).toBe(`DELETE ${QUEUE}`);
  expect(await judge(spec, fake(rabbit({ [`POST ${QUEUE}/get`]: [] })).target)).toEqual({ ok: false, detail: "consume: the message did not arrive within a second" });
  expect(await judge(spec, fake(rabbit({ "POST /api/exchanges/%2F/amq.default/publish": { routed: false } })).target)).toEqual({ ok: false, detail: "publish: the message reached no queue" });
  expect(await judge(spec, fake(rabbit(), { secrets: async () => ({ "rabbitmq-password": "wrong" }) }).target)).toEqual({ ok: false, detail: "declare a queue: HTTP 401" });
  expect(await judge(spec, fake(rabbit(), { secrets: async () => ({}) }).target)).toEqual({ ok: false, detail: "the stack has no secret rabbitmq-password: ./sutazai up --stack t1 makes it" });
});

test("chromadb finds the nearest vector, and always deletes its collection", async () => {
  const at = "/api/v2/tenants/default_tenant/databases/default_database/collections";
  const spec = { kind: "chromadb", port: 8000 } as const;
  const answers = (nearest: string) => ({ [`POST ${at}`]: { id: "7" }, [`POST ${at}/7/add`]: { status: 201, text: "true" }, [`POST ${at}/7/query`]: { ids: [[nearest]] }, [`DELETE ${at}/NAME`]: {} });
  const good = fake(answers("near"));
  expect(await judge(spec, good.target)).toEqual({ ok: true, detail: "added 2 vectors, found the nearest" });
  const bad = fake(answers("far"));
  expect(await judge(spec, bad.target)).toEqual({ ok: false, detail: "query: the nearest is far instead of the vector beside it" });
  for (const { asked } of [good, bad]) expect(asked.at(-1)).toBe(`DELETE ${at}/NAME`);
});

test("faiss adds, finds and removes; a service that cannot remove is only searched", async () => {
  const spec = { kind: "faiss", port: 8000 } as const;
  const answers = (dimension: number | null, remove: boolean, found: object[]): Answers => ({
    "GET /health": { dimension },
    "GET /openapi.json": { paths: { "/add": { post: {} }, ...(remove ? { "/vectors/{name}": { delete: {} } } : {}) } },
    "POST /add": {},
    "POST /search": { results: found },
    "DELETE /vectors/sutazai-verify": { status: 204, text: "" },
  });
  const good = fake(answers(3, true, [{ id: "sutazai-verify" }]));
  expect(await judge(spec, good.target)).toEqual({ ok: true, detail: "added a vector of 3 numbers, found it, removed it" });
  expect(good.asked.slice(2)).toEqual(["POST /add", "POST /search", "DELETE /vectors/sutazai-verify"]);
  const bad = fake(answers(null, true, [{ id: "x" }]));
  expect(await judge(spec, bad.target)).toEqual({ ok: false, detail: "search: the nearest is x instead of the vector just added" });
  expect(bad.asked.at(-1)).toBe("DELETE /vectors/sutazai-verify");
  const keeps = fake(answers(null, false, []));
  expect(await judge(spec, keeps.target)).toEqual({ ok: true, detail: "searched only (0 found): it cannot remove a vector, and one added would stay" });
  expect(keeps.asked).not.toContain("POST /add");
});

test("prometheus waits for a scrape of every target, and names the ones that stay down", async () => {
  const spec = { kind: "prometheus", port: 9090 } as const;
  const target = (job: string, health: string, lastError = "", lastScrape = "2026-01-01T00:00:00Z") => ({ labels: { job }, health, lastError, lastScrape });
  const answers = (rounds: object[][]): Answers => ({
    "GET /-/ready": { status: 200, text: "ready" },
    "GET /api/v1/targets?state=active": () => ({ data: { activeTargets: rounds.length > 1 ? rounds.shift() : rounds[0] } }),
    "GET /api/v1/query?query=up": { status: "success", data: { result: [1, 2] } },
  });
  const late = fake(answers([[target("a", "unknown"), target("b", "up")], [target("a", "up"), target("b", "up")]]));
  expect(await judge(spec, late.target)).toEqual({ ok: true, detail: "2 targets up, query up has 2 results" });
  expect(await judge(spec, fake(answers([[target("b", "down", "refused"), target("a", "unknown"), target("c", "up")]])).target)).toEqual({
    ok: false,
    detail: "not all targets are up after 45 s: a unknown, b down (refused)",
  });
  const again = fake(answers([[target("b", "down", "old"), target("c", "up")], [target("b", "down", 'Get "http://b:1/metrics": refused', "9999-01-01T00:00:00Z"), target("c", "up")]]));
  expect(await judge(spec, again.target)).toEqual({ ok: false, detail: "1 of 2 targets are not up: b down (refused)" });
  expect(again.asked).toHaveLength(3);
});

test("ollama answers with the default model, or says that it is missing", async () => {
  const spec = { kind: "ollama", port: 11434 } as const;
  const service = planned("store", { env: ["A=1", "DEFAULT_MODEL=tinyllama"] });
  const has = { "GET /api/tags": { models: [{ name: "tinyllama:latest" }] } };
  expect(await judge(spec, fake({ "GET /api/tags": { models: null } }, { service }).target)).toEqual({ ok: true, detail: "0 models; model tinyllama missing" });
  expect(await judge(spec, fake({ ...has, "POST /api/generate": { done: true, response: "Yes" } }, { service }).target)).toEqual({ ok: true, detail: '1 model; tinyllama answers "Yes"' });
  expect(await judge(spec, fake({ ...has, "POST /api/generate": { status: 500, text: "no runner" } }, { service }).target)).toEqual({ ok: false, detail: "POST /api/generate: HTTP 500 no runner" });
});

test("tasks waits until a task is assigned", async () => {
  const spec = { kind: "tasks", port: 8551 } as const;
  const answers = (states: string[]): Answers => ({ "POST /tasks": { status: 202, text: '{"id":"9"}' }, "GET /tasks/9": () => ({ state: states.length > 1 ? states.shift() : states[0], agent: "generic" }) });
  expect(await judge(spec, fake(answers(["queued", "assigned"])).target)).toEqual({ ok: true, detail: "assigned to generic" });
  expect(await judge(spec, fake(answers(["queued"])).target)).toEqual({ ok: false, detail: "the task is still queued after 10 s" });
  expect(await judge(spec, fake(answers(["failed"])).target)).toEqual({ ok: false, detail: "the task failed" });
});

test("no detail has the secret in it", async () => {
  const answers = rabbit({ [`PUT ${QUEUE}`]: { status: 500, text: "boom" } });
  expect((await judge({ kind: "rabbitmq", port: 15672 }, fake(answers).target)).detail).toBe("declare a queue: HTTP 500 boom");
});
