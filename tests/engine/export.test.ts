/** The exported compose file starts the same containers as the stack does. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import type Docker from "dockerode";
import { ensureCompose } from "../../bench/compose-run.ts";
import { differingFields } from "../../ops/adopt/wanted.ts";
import { fieldsOf, type Fields } from "../../ops/record.ts";
import { createOutput } from "../../ops/output.ts";
import { serve } from "./catalogue.ts";
import { minutes, ROOT, TestStack } from "./harness.ts";

let stack: TestStack;
let compose: (...words: string[]) => string;
const folder = mkdtempSync(join(tmpdir(), "sutazai-export-"));
const file = join(folder, "compose.yaml");

beforeAll(async () => {
  stack = await TestStack.create({
    services: [
      serve("store", { networks: ["database"], env: { PRICE: "5$ ${X}" }, volumes: [{ volume: "store-data", target: "/data" }], files: [{ target: "/run/secrets/token", content: "{{secret:store-token}}" }], ports: [{ host: 10050, container: 8080 }], tmpfs: [{ target: "/run/x", size: "16 MB" }], stop: "stateful" }),
      serve("api", { networks: ["backend", "database"], dependsOn: ["store"], security: "webapp", ulimits: { nofile: { soft: 1024, hard: 2048 } }, logs: "verbose", outside: "asks the world for its tests", hostMounts: [{ source: folder, target: "/mnt/host", reason: "a folder of the host for tests" }], ports: [{ host: 10051, container: 8081, protocol: "udp" }], health: { class: "infra", check: { command: ["test", "-f", "/tmp/ready"] }, interval: "7s", retries: 9 } }),
    ],
  });
  const cache = process.env.SUTAZAI_CACHE ?? join(homedir(), ".cache", "sutazai");
  const { argv } = await ensureCompose({ root: ROOT, home: join(ROOT, ".sutazai"), cache, stack: stack.name, json: false, yes: true, out: createOutput({ json: true }) });
  const [program, ...first] = argv;
  compose = (...words) => execFileSync(program!, [...first, "-f", file, ...words], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  await stack.exits(0, "up", "--json");
  await stack.exits(0, "export", "--out", file);
}, minutes(12));
afterAll(async () => {
  try {
    compose("down");
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await stack.dispose();
  }
}, minutes(4));

/** Every value of an inspection by its path, but what `fieldsOf` has in a form that can be compared. */
function leavesOf(path: string, value: unknown): Record<string, string> {
  if (OWN_WAY.test(path)) return {};
  if (value === null || typeof value !== "object" || Array.isArray(value)) return { [path]: JSON.stringify(value ?? null) };
  return Object.assign({}, ...Object.entries(value).map(([key, item]) => leavesOf(`${path}.${key}`, item)));
}
/**
 * Labels, variables, networks and mounts are compared otherwise; the image by its id, which it has under several names; whether the client
 * that made a container wanted its output is no setting of it.
 */
const OWN_WAY = /^(Config\.(Labels|Env|Image|AttachStd(out|err))|HostConfig\.(NetworkMode|Binds|Mounts))$/;

/** What must be equal; ownership is the stack's alone, and compose has labels of its own and gives the container's name as an alias. */
function comparable(inspect: Docker.ContainerInspectInfo): Fields {
  const { HostConfig: host, Config: config } = inspect;
  const more = { init: host.Init, ipc: host.IpcMode, shm: host.ShmSize, stop: (config as { StopTimeout?: number }).StopTimeout, propagation: inspect.Mounts.map((m) => `${m.Destination} ${m.Propagation}`).sort() };
  const fields = fieldsOf(inspect);
  const networks = fields.networks!.replaceAll(`,${inspect.Name.slice(1)}`, "");
  const whole = { ...leavesOf("Config", config), ...leavesOf("HostConfig", host) };
  const all = [...Object.entries(whole), ...Object.entries({ ...fields, networks }), ...Object.entries(more).map(([key, value]) => [key, JSON.stringify(value ?? null)] as const)];
  return Object.fromEntries(all.filter(([key]) => !/^label\.(com\.docker\.compose|sutazai\.(stack|checkout|managed-by|files)$)/.test(key)));
}

test("docker compose accepts the file; it holds no secret; its containers have the same fields; data and secrets are there", async () => {
  const { name } = JSON.parse(compose("config", "--format", "json")) as { name: string };
  expect(name).toBe(`sutazai-${stack.name}`);
  const token = await stack.sh("store", "cat /run/secrets/token");
  expect(compose("config")).not.toContain(token.output);
  await stack.sh("store", "printf kept >/data/marker");
  const inspectAll = async () => Object.fromEntries(await Promise.all(["store", "api"].map(async (s) => [s, comparable(await stack.container(s).inspect())] as const)));
  const ours = await inspectAll();
  const before = await stack.rest();
  // As docs/import.md and the head of the file say, and nothing besides.
  const words = readFileSync(file, "utf8").split("\n").flatMap((line) => /^# {3}(docker .*)/.exec(line)?.[1] ?? []);
  expect(words.map((line) => line.replaceAll(`=${stack.name}`, "=dev")).filter((line) => !readFileSync(join(ROOT, "docs/import.md"), "utf8").includes(`\n${line}\n`))).toEqual([]);
  execFileSync("sh", ["-ec", words.join("\n")], { stdio: "pipe" });
  expect(await stack.containers()).toEqual([]);
  compose("up", "-d", "--wait");
  const theirs = await inspectAll();
  expect(Object.keys(ours).flatMap((s) => differingFields(ours[s]!, theirs[s]!).map(({ field }) => `${s} ${field}`))).toEqual([]);
  expect(await stack.sh("store", "cat /data/marker /run/secrets/token")).toEqual({ exit: 0, output: `kept${token.output}` });
  // What compose started lacks the stack's labels, so it is not adopted.
  rmSync(stack.stateFile);
  const { differences } = (await stack.exits(2, "adopt", "--json", "--yes")).json<{ differences: { service: string; field: string }[] }>();
  expect(differences.map((d) => `${d.service} ${d.field}`).filter((text) => /sutazai\.stack|networks|ours$/.test(text))).toEqual(["api label.sutazai.stack", "api networks", "store label.sutazai.stack", "store networks"]);
  compose("down", "--volumes");
  expect(await stack.rest()).toEqual(before);
  await stack.exits(0, "up", "--json");
  expect(await stack.sh("store", "cat /data/marker /run/secrets/token")).toEqual({ exit: 0, output: `kept${token.output}` });
}, minutes(8));
