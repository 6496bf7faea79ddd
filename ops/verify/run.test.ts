import { expect, test } from "@jest/globals";
import { planned, state } from "../testing.ts";
import { runChecks } from "./run.ts";
import type { Target, VerifySpec } from "./target.ts";

const GET: VerifySpec = { kind: "http", port: 8080, path: "/", contains: "ok" };

function targetOf(more: Partial<Target>): Target {
  const refuse = async () => {
    throw new Error("must not be asked");
  };
  return { service: planned("store"), exec: refuse, check: refuse, request: refuse, secrets: refuse, pause: async () => {}, ...more };
}

const withoutTimes = (results: readonly { ms: number }[]) => results.map(({ ms, ...rest }) => rest);

test("results stand in the services' order; what does not run is one failed check, and is not asked", async () => {
  const services = [planned("queue", { verify: [GET, GET] }), planned("store", { verify: [GET] }), planned("api", { verify: [] }), planned("page", { verify: [GET], standIn: "a stand-in" })];
  const states = [state("queue", { state: "exited", detail: "exit code 1" }), state("store"), state("api")];
  const results = await runChecks(services, states, (service) =>
    targetOf({ service, request: async () => ({ status: 200, text: "ok" }), check: async () => ({ exit: 3, ended: true, output: "cold\n" }) }),
  );
  expect(withoutTimes(results)).toEqual([
    { service: "queue", real: true, check: "runs", ok: false, detail: "exited: exit code 1" },
    { service: "store", real: true, check: "GET :8080/", ok: true, detail: 'HTTP 200, contains "ok"' },
    { service: "api", real: true, check: "own health check", ok: false, detail: "exit 3 cold" },
    { service: "page", real: false, check: "runs", ok: false, detail: "missing: not running" },
  ]);
});

test("at most 8 services are asked at once, and all of them", async () => {
  let now = 0;
  let most = 0;
  const services = Array.from({ length: 30 }, (_, i) => planned("store", { name: `s${i}`, verify: [GET] }));
  const results = await runChecks(services, services.map((s) => state(s.name)), (service) =>
    targetOf({
      service,
      request: async () => {
        most = Math.max(most, ++now);
        await new Promise((resolve) => setTimeout(resolve, 2));
        now--;
        return { status: 200, text: "ok" };
      },
    }),
  );
  expect({ most, passed: results.filter((r) => r.ok).length }).toEqual({ most: 8, passed: 30 });
});

test("an error that hides its cause says it", async () => {
  const refused = Object.assign(new Error("fetch failed"), { cause: Object.assign(new Error("connect"), { code: "ECONNREFUSED" }) });
  const results = await runChecks([planned("store", { verify: [GET] })], [state("store")], () => targetOf({ request: () => Promise.reject(refused) }));
  expect(withoutTimes(results)).toEqual([{ service: "store", real: true, check: "GET :8080/", ok: false, detail: "fetch failed (ECONNREFUSED)" }]);
});
