import { expect, test } from "@jest/globals";
import { formatTable } from "./table.ts";
import { extraLine, statusRows, summaryLine } from "./status-table.ts";
import { state } from "./testing.ts";

test("a row for every service by tier and name; a stand-in's row says so even when it fails", () => {
  const states = [
    state("web", { tier: 4, ports: ["127.0.0.1:30010->8000"], startedAt: "2026-01-01T20:55:00Z" }),
    state("model", { tier: 2, limit: "cannot answer", startedAt: "2026-01-01T23:59:18Z", restarts: 2 }),
    state("b", { real: false, standIn: "the vendor ships no package" }),
    state("a", { state: "exited", health: "none", detail: "exit code 1", real: false, standIn: "the vendor ships no package" }),
    state("c", { state: "missing", health: "none", startedAt: "", detail: "no container" }),
  ];
  expect(formatTable(statusRows(states, new Date("2026-01-02T00:00:00Z")))).toEqual([
    "SERVICE  TIER  STATE    HEALTH   FOR    RESTARTS  PORTS                  IMAGE            NOTE",
    "a        1     exited   none                                             sutazai/a:1      stand-in: the vendor ships no package; exit code 1",
    "b        1     running  healthy  1d 0h                                   sutazai/b:1      stand-in: the vendor ships no package",
    "c        1     missing  missing                                          sutazai/c:1      no container",
    "model    2     running  healthy  42s    2                                sutazai/model:1  limit: cannot answer",
    "web      4     running  healthy  3h 5m            127.0.0.1:30010->8000  sutazai/web:1",
  ]);
});

test("colours say good, waiting and bad", () => {
  const paint = (colour: string, text: string) => `${colour}(${text})`;
  const rows = statusRows([state("a"), state("b", { health: "starting" }), state("c", { health: "unhealthy" }), state("d", { state: "missing" })], new Date(0), paint);
  expect(rows.slice(1).map((row) => row[3])).toEqual(["green(healthy)", "yellow(starting)", "red(unhealthy)", "red(missing)"]);
});

test("the sum in words leaves out what there is none of", () => {
  expect(summaryLine("dev", { expected: 17, healthy: 17, unhealthy: 0, missing: 0, standIns: 0 })).toBe("stack dev: 17 of 17 healthy");
  expect(summaryLine("dev", { expected: 4, healthy: 1, unhealthy: 1, missing: 2, standIns: 1 })).toBe("stack dev: 1 of 4 healthy, 1 unhealthy, 2 missing, 1 stand-in");
  expect(extraLine("dev", { container: "x", service: "y", state: "exited", owner: "" })).toBe("not planned: container x (exited, service y); ./sutazai drift --stack dev says more");
  expect(extraLine("dev", { container: "x", service: "", state: "running", owner: "of stack dev, deployed by another checkout (id 1)" })).toBe("not ours: container x (running), of stack dev, deployed by another checkout (id 1)");
});
