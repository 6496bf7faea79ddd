import { expect, test } from "@jest/globals";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { ImageDefinition } from "../../infra/images.ts";
import type { ServiceInput } from "../../infra/service.ts";
import { lockedPackages, rowOf } from "./audit.ts";
import { openDatabase } from "./database.ts";
import { servicesOf } from "./exposure.ts";
import { changesOf, compileArgv } from "./lock.ts";
import { parsePylock } from "./releases.ts";

const image = (name: string, context: string, lab: string): ImageDefinition => ({ name, kind: "service", context, from: { lab }, version: "1" });
const images = [image("top", "images/top", "middle"), image("middle", "images/middle", "base"), image("base", "images/base", "none"), image("base-camp", "images/base-camp", "none")];
const service = (name: string, of: object) => ({ name, image: of }) as unknown as ServiceInput;
const catalogue = [service("web", { built: "top" }), service("db", { upstream: "postgres:16", lab: "middle" }), service("other", { built: "base-camp" }), service("remote", { upstream: "redis:7" })];

test("a lock reaches the services of its image and of all that stands on it, and no namesake's", () => {
  expect(servicesOf("images/base/requirements.lock", images, catalogue)).toEqual(["db", "web"]);
  expect(servicesOf("images/top/requirements.lock", images, catalogue)).toEqual(["web"]);
});

test("age and distance in days; unknown where the registry gives no date", () => {
  const wanted = { system: "PyPI", name: "a", version: "1", locks: ["images/top/x.lock"] } as const;
  const now = Date.parse("2026-03-01T00:00:00Z");
  const released = (version: string, at?: string) => ({ version, ...(at ? { released: at } : {}) });
  const row = rowOf(wanted, released("1", "2026-01-01T00:00:00Z"), released("2", "2026-02-01T12:00:00Z"), { images, catalogue }, now);
  expect(row).toEqual({ ...wanted, newest: "2", ageDays: 59, behindDays: 31, services: ["web"] });
  expect(rowOf(wanted, released("1"), released("1"), { images, catalogue }, now)).toEqual({ ...wanted, newest: "1", behindDays: 0, services: ["web"] });
  expect(rowOf(wanted, released("1"), released("2"), { images, catalogue }, now)).toEqual({ ...wanted, newest: "2", services: ["web"] });
});

test("releases of a lock in PEP 751's format, by their first file", () => {
  const text = `lock-version = "1.0"\n\n[[packages]]\nname = "a"\nversion = "1.0"\nsdist = { url = "u", upload-time = 2024-12-06T15:37:23Z, size = 1 }\nwheels = [{ url = "w", upload-time = 2024-12-06T15:37:21Z }]\n\n[[packages]]\nname = "b"\nversion = "2.0"\nwheels = [{ url = "w" }]\n`;
  expect([...parsePylock(text)]).toEqual([["a", { version: "1.0", released: "2024-12-06T15:37:21Z" }], ["b", { version: "2.0" }]]);
});

test("a package at one version in several locks is looked up once", () => {
  const read = (lock: string, held: [string, string][]) => ({ system: "PyPI" as const, lock, asked: [], held });
  expect(lockedPackages([read("x", [["a", "1"]]), read("y", [["a", "1"], ["a", "2"]])])).toEqual([
    { ecosystem: "PyPI", name: "a", version: "1", locks: ["x", "y"] },
    { ecosystem: "PyPI", name: "a", version: "2", locks: ["y"] },
  ]);
});

test("what a renewed lock changed: moved, new and gone", () => {
  expect(changesOf(new Map([["a", "1"], ["b", "1"], ["c", "1"]]), new Map([["a", "1"], ["b", "2"], ["d", "1"]]))).toEqual([{ name: "b", from: "1", to: "2" }, { name: "c", from: "1" }, { name: "d", to: "1" }]);
});

test("a lock is resolved for the images' Python, with wheels only unless its row says otherwise", () => {
  expect(compileArgv({ noDeps: true, without: ["x"] }, { upgrade: true }).slice(7)).toEqual(["--no-deps", "--no-build", "--upgrade", "--no-emit-package", "x"]);
  expect(compileArgv({ builds: true }, { upgrade: false })).toEqual(["--python-version", "3.11", "--python-platform", "x86_64-manylinux_2_36", "--no-annotate", "--custom-compile-command", "./sutazai deps lock"]);
});

const record = { id: "A", affected: [{ package: { ecosystem: "PyPI", name: "a" }, versions: ["1"] }] };

test("OSV's API is asked for the packages, then for each record; unreachable is said, never an empty database", async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end(JSON.stringify(request.method === "POST" ? { results: [{ vulns: [{ id: "A" }] }] } : record));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const env = { ...process.env, SUTAZAI_OSV_URL: url, NO_PROXY: "127.0.0.1", NODE_OPTIONS: "" };
  try {
    const opened = await openDatabase(undefined, [{ ecosystem: "PyPI", name: "a", version: "1" }], env);
    expect(opened).toEqual({ database: new Map([["PyPI a", [record]]]), source: url, records: 1 });
    expect(asked).toEqual(["POST /v1/querybatch", "GET /v1/vulns/A"]);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
  expect(await openDatabase(undefined, [{ ecosystem: "PyPI", name: "a", version: "1" }], env)).toEqual({ unavailable: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+ is not reachable \(connect ECONNREFUSED/) });
});
