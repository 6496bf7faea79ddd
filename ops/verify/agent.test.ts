/** The kind `agent` against fake agents, published and not. */
import { expect, test } from "@jest/globals";
import { planned } from "../testing.ts";
import { agent } from "./agent.ts";
import type { HttpAnswer, Spec, Target, Verdict } from "./target.ts";

const nothing = async (): Promise<never> => {
  throw new Error("must not be asked");
};

function published(answer: (path: string, init: RequestInit) => HttpAnswer): Target {
  return { service: planned("store"), exec: nothing, check: nothing, secrets: nothing, pause: async () => {}, request: async (_port, path, init = {}) => answer(path, init) };
}

const judge = (spec: Omit<Spec<"agent">, "kind">, target: Target): Promise<Verdict> =>
  agent.run({ kind: "agent", ...spec }, target).catch((error: Error) => ({ ok: false, detail: error.message }));

const ok = (value: unknown): HttpAnswer => ({ status: 200, text: JSON.stringify(value) });

test("an agent names itself; another name fails", async () => {
  expect(await judge({ port: 8080 }, published(() => ok({ agent: "store", detail: "degraded: model tinyllama missing" })))).toEqual({ ok: true, detail: "degraded: model tinyllama missing" });
  expect(await judge({ port: 8080 }, published(() => ok({ agent: "other" })))).toEqual({ ok: false, detail: 'GET /health: agent is "other" instead of "store"' });
  expect(await judge({ port: 8080 }, published(() => ok({ status: "healthy" })))).toEqual({ ok: false, detail: 'GET /health: agent is undefined instead of "store"' });
});

test("a job is sent, and fields of its answer are compared by path", async () => {
  const sent: unknown[] = [];
  const target = published((path, init) => {
    sent.push([path, init.method, JSON.parse(String(init.body)), (init.headers as Record<string, string>).accept]);
    return ok({ count: 2, results: [{ id: "a" }] });
  });
  const spec = { port: 8080, path: "/search?x=1", body: { text: "it's" } };
  expect(await judge({ ...spec, expect: { count: 2, "results.0.id": "a" } }, target)).toEqual({ ok: true, detail: "count 2, results.0.id a" });
  expect(sent).toEqual([["/search?x=1", "POST", { text: "it's" }, "application/json, text/event-stream"]]);
  expect(await judge({ ...spec, expect: { "results.1.id": "a" } }, target)).toEqual({ ok: false, detail: 'POST /search: results.1.id is absent instead of "a"' });
  expect(await judge({ ...spec, expect: { count: "2" } }, target)).toEqual({ ok: false, detail: 'POST /search: count is 2 instead of "2"' });
  expect(agent.title({ kind: "agent", port: 1, path: "/a", method: "DELETE" })).toBe("DELETE /a");
});

test("without its model a job that needs one passes and says so; any other refusal fails", async () => {
  const refuse = (status: number, error: string) => published(() => ({ status, text: JSON.stringify({ error }) }));
  const words = "no model to answer with: tinyllama missing in Ollama (ollama pull tinyllama)";
  const spec = { port: 8080, path: "/run", body: { task: "x" } };
  expect(await judge({ ...spec, model: true }, refuse(503, words))).toEqual({ ok: true, detail: "model tinyllama missing" });
  expect((await judge(spec, refuse(503, words))).ok).toBe(false);
  expect((await judge({ ...spec, model: true }, refuse(502, words))).ok).toBe(false);
  expect((await judge({ ...spec, model: true }, refuse(503, "ollama does not answer: refused"))).ok).toBe(false);
});

test("one that is not published is asked from inside", async () => {
  const lines: string[] = [];
  const inside = (output: string): Target => ({ ...published(nothing as never), service: planned("queue"), exec: async (shell) => (lines.push(shell), { exit: 0, ended: true, output }) });
  const spec = { port: 8000, path: "/tasks", body: { text: "it's" }, expect: { state: "done" } };
  expect(await judge(spec, inside('HTTP/1.1 202 Accepted\r\nserver: x\r\n\r\n{"state":"done"}'))).toEqual({ ok: true, detail: "state done" });
  expect(lines[0]).toContain(`'--method=POST' '--header=Accept: application/json, text/event-stream' '--header=Content-Type: application/json' '--body-data={"text":"it'\\''s"}' 'http://127.0.0.1:8000/tasks' 2>&1`);
  expect(await judge(spec, inside('HTTP/1.1 503 Service Unavailable\r\n\r\n{"error":"x"}'))).toEqual({ ok: false, detail: 'POST /tasks: HTTP 503 {"error":"x"}' });
  expect(await judge(spec, inside("wget: refused"))).toEqual({ ok: false, detail: "POST /tasks from inside: wget: refused" });
});
