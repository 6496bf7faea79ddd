/** The kinds of the data stores and of the mesh against fake services: a good one passes; one thing broken fails with its words. */
import { expect, test } from "@jest/globals";
import { planned } from "../testing.ts";
import { consul } from "./consul.ts";
import { kong } from "./kong.ts";
import { neo4j } from "./neo4j.ts";
import { qdrant } from "./qdrant.ts";
import type { HttpAnswer, Kind, Spec, Target, Verdict } from "./target.ts";

interface Asked {
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}
type Answers = Record<string, HttpAnswer | object | ((asked: Asked) => HttpAnswer | object)>;

/** Answers by `METHOD /path`, random names replaced by NAME. `files` are in the service's plan. */
function fake(answers: Answers, more: { files?: Record<string, string>; env?: string[]; secrets?: Record<string, string> } = {}): { target: Target; asked: string[] } {
  const asked: string[] = [];
  const unasked = async () => {
    throw new Error("must not be asked");
  };
  const files = Object.entries(more.files ?? {}).map(([path, content]) => ({ path, content, secret: false }));
  const target: Target = {
    service: planned("store", { env: more.env ?? [], fileSets: [{ volume: "v", directory: "/run/config", files }] }),
    exec: unasked,
    check: unasked,
    secrets: async () => more.secrets ?? {},
    pause: async () => {},
    request: async (_port, path, init = {}) => {
      const key = `${init.method ?? "GET"} ${path.replace(/sutazai-verify-[0-9a-f]{12}/, "NAME")}`;
      asked.push(key);
      const answer = answers[key];
      if (answer === undefined) throw new Error(`unexpected ${key}`);
      const given = typeof answer === "function" ? answer({ body: init.body ? JSON.parse(String(init.body)) : undefined, headers: (init.headers ?? {}) as Record<string, string> }) : answer;
      return "status" in given && "text" in given ? (given as HttpAnswer) : { status: 200, text: JSON.stringify(given) };
    },
  };
  return { target, asked };
}

const judge = <K extends Kind>(kind: { run(spec: Spec<K>, target: Target): Promise<Verdict> }, target: Target) =>
  kind.run({ port: 1 } as Spec<K>, target).catch((error: Error): Verdict => ({ ok: false, detail: error.message }));

const COMMIT = "POST /db/sutazai/tx/commit";
const graph = (values: Record<string, unknown>, errors: object[] = []): Answers => ({
  [COMMIT]: ({ body, headers }) => {
    if (headers.authorization !== `Basic ${btoa("neo4j:hunter2")}`) return { status: 401, text: "no" };
    const { statement } = (body as { statements: { statement: string }[] }).statements[0]!;
    const value = values[["CREATE", "RETURN n.end", "DELETE"].find((word) => statement.includes(word))!];
    return { results: value === undefined ? [] : [{ data: [{ row: [value] }] }], errors };
  },
});

test("neo4j finds a node by its relation, with the password, in the database of its settings", async () => {
  const more = { env: ["NEO4J_initial_dbms_default__database=sutazai"], secrets: { "neo4j-password": "hunter2" } };
  const good = { "RETURN n.end": "to", DELETE: 2 };
  expect(await judge(neo4j, fake(graph(good), more).target)).toEqual({ ok: true, detail: "created 2 nodes in sutazai, found one from the other, deleted them" });
  const lost = fake(graph({ DELETE: 2 }), more);
  expect(await judge(neo4j, lost.target)).toEqual({ ok: false, detail: "match: nothing instead of the node just created" });
  expect(lost.asked).toHaveLength(3);
  expect(await judge(neo4j, fake(graph({ ...good, DELETE: 1 }), more).target)).toEqual({ ok: false, detail: "delete: 1 instead of 2 nodes" });
  expect(await judge(neo4j, fake(graph(good, [{ code: "Neo.ClientError", message: "read only" }]), more).target)).toEqual({ ok: false, detail: "create: Neo.ClientError read only" });
  expect(await judge(neo4j, fake(graph(good), { ...more, secrets: { "neo4j-password": "other" } }).target)).toEqual({ ok: false, detail: "create: HTTP 401 no" });
  expect(await judge(neo4j, fake(graph(good), { ...more, secrets: {} }).target)).toEqual({ ok: false, detail: "the stack has no secret neo4j-password: ./sutazai up --stack t1 makes it" });
});

test("qdrant finds the nearest point and one by its payload, and always deletes its collection", async () => {
  const named = (name: string) => ({ result: { points: [{ payload: { name } }] } });
  const answers = (nearest: string, filtered: string): Answers => ({
    "PUT /collections/NAME": { result: true },
    "PUT /collections/NAME/points?wait=true": { status: "ok" },
    "POST /collections/NAME/points/query": ({ body }) => named("filter" in (body as object) ? filtered : nearest),
    "DELETE /collections/NAME": { result: true },
  });
  const good = fake(answers("near", "far"));
  expect(await judge(qdrant, good.target)).toEqual({ ok: true, detail: "added 2 points, found the nearest, and another by its payload" });
  const wrong = fake(answers("far", "far"));
  expect(await judge(qdrant, wrong.target)).toEqual({ ok: false, detail: "query: the nearest is far instead of the point beside it" });
  const blind = fake(answers("near", "near"));
  expect(await judge(qdrant, blind.target)).toEqual({ ok: false, detail: "query with a filter: near instead of the point that fits it" });
  const full = fake({ ...answers("near", "far"), "PUT /collections/NAME/points?wait=true": { status: 507, text: "disk full" } });
  expect(await judge(qdrant, full.target)).toEqual({ ok: false, detail: "add points: HTTP 507 disk full" });
  for (const { asked } of [good, wrong, blind, full]) expect(asked.at(-1)).toBe("DELETE /collections/NAME");
});

test("kong leads to the backend of this stack, with the key only", async () => {
  const more = { env: ["SUTAZAI_ENV=dev"], secrets: { "gateway-key": "k" }, files: { "kong.yml": "services: [{name: aider}, {name: backend}, {name: frontend}]" } };
  const backend = (answer: object): Answers => ({
    "GET /": { status: 200, text: "<html" },
    "GET /api/v1/status": ({ headers }) => (headers.apikey === "k" ? answer : { status: 401, text: "no key" }),
  });
  const healthy = { status: "healthy", environment: "dev" };
  expect(await judge(kong, fake(backend(healthy), more).target)).toEqual({ ok: true, detail: "3 services routed; the backend says healthy, with the key only" });
  expect(await judge(kong, fake({ ...backend(healthy), "GET /api/v1/status": healthy }, more).target)).toEqual({ ok: false, detail: "GET /api/v1/status without the key: HTTP 200 instead of 401" });
  expect(await judge(kong, fake(backend({ ...healthy, environment: "prod" }), more).target)).toEqual({ ok: false, detail: "GET /api/v1/status: not the answer of this stack's backend: environment prod" });
  expect(await judge(kong, fake({ ...backend(healthy), "GET /": { status: 502, text: "" } }, more).target)).toEqual({ ok: false, detail: "GET /: HTTP 502" });
  expect(await judge(kong, fake({}, { ...more, files: { "kong.yml": "services: []" } }).target)).toEqual({ ok: true, detail: "0 services routed; the backend is not among them" });
});

test("consul knows every service of the plan, and waits for the first checks of the critical ones", async () => {
  const files = {
    "services.json": JSON.stringify({ services: [{ name: "api", tags: ["critical"], checks: [{}] }, { name: "page", tags: [], checks: [{}] }, { name: "store", tags: ["critical"] }] }),
  };
  const answers = (known: string[], rounds: string[][]): Answers => ({
    "GET /v1/catalog/services": Object.fromEntries(known.map((name) => [name, []])),
    "GET /v1/health/state/critical": () => (rounds.length > 1 ? rounds.shift()! : rounds[0]!).map((ServiceName) => ({ ServiceName })),
  });
  const all = ["consul", "api", "page", "store"];
  expect(await judge(consul, fake(answers(all, [["api", "page"], ["page"]]), { files }).target)).toEqual({ ok: true, detail: "3 services registered, 2 checked; not passing: page" });
  expect(await judge(consul, fake(answers(all, [[]]), { files }).target)).toEqual({ ok: true, detail: "3 services registered, 2 checked" });
  expect(await judge(consul, fake(answers(["consul", "api"], [[]]), { files }).target)).toEqual({ ok: false, detail: "not registered: page, store" });
  const down = fake(answers(all, [["api"]]), { files });
  expect(await judge(consul, down.target)).toEqual({ ok: false, detail: "does not reach api" });
  expect(down.asked.length).toBeGreaterThan(10);
});
