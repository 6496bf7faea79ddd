/** Where the values of secrets are, and where they must never be. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { demultiplex } from "../../engine/failure.ts";
import { serve } from "./catalogue.ts";
import { minutes, ROOT, TestStack } from "./harness.ts";
import type { Result } from "./running.ts";

const services = [
  serve("store", {
    user: "1234:2345",
    networks: ["database"],
    volumes: [{ volume: "store-data", target: "/data" }],
    files: [
      { target: "/run/secrets/token", content: "{{secret:store-token}}" },
      { target: "/run/secrets/store.conf", content: "user store\npassword {{secret:store-password}}\n" },
      { target: "/etc/store/plain.conf", content: "no secret here\n" },
    ],
  }),
  serve("api", { networks: ["database"], dependsOn: ["store"], files: [{ target: "/run/secrets/token", content: "{{secret:store-token}}" }] }),
];

let stack: TestStack;
let secrets: Record<string, string>;
const results: Result[] = [];
/** Every process's arguments as seen while a deploy ran. */
const commandLines = new Set<string>();

beforeAll(async () => {
  stack = await TestStack.create({ services });
  const running = stack.start("up", "--json");
  while (!running.ended) {
    sampleCommandLines();
    await Promise.race([running.done, new Promise((resolve) => setTimeout(resolve, 20))]);
  }
  const up = await running.done;
  if (up.code !== 0) throw new Error(up.log);
  const got = await stack.pulumi("config", "get", "sutazai:secrets");
  secrets = JSON.parse(got.stdout) as Record<string, string>;
  results.push(up, await stack.pulumi("up", "--yes", "--diff"), await stack.pulumi("stack", "export"));
  for (const args of [["status", "--json"], ["logs", "store"], ["drift", "--json"], ["catalogue", "--json"], ["env"]]) results.push(await stack.exits(0, ...args));
}, minutes(6));
afterAll(() => stack.dispose(), minutes(4));

function sampleCommandLines(): void {
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      commandLines.add(readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " "));
    } catch {
      // It ended.
    }
  }
}

/** The names of the secrets whose value, plain or in base64, occurs in a text. */
function found(text: string): string[] {
  return Object.entries(secrets).flatMap(([name, value]) => (text.includes(value) || text.includes(Buffer.from(value).toString("base64")) ? [name] : []));
}

test("each secret has a value of its own", () => {
  expect(Object.keys(secrets).sort()).toEqual(["digest-key", "store-password", "store-token"]);
  expect(new Set(Object.values(secrets)).size).toBe(3);
  for (const value of Object.values(secrets)) expect(value).toMatch(/^[A-Za-z0-9_-]{32}$/);
});

test("inside, a file with a secret is the service's alone to read and has the value", async () => {
  const of = async (service: string, path: string) => (await stack.sh(service, `stat -c '%a %u:%g' ${path} && cat ${path}`)).output;
  expect({
    token: await of("store", "/run/secrets/token"),
    conf: await of("store", "/run/secrets/store.conf"),
    plain: await of("store", "/etc/store/plain.conf"),
    api: await of("api", "/run/secrets/token"),
    write: (await stack.sh("store", "echo x >/run/secrets/token")).exit !== 0,
  }).toEqual({
    token: `400 1234:2345\n${secrets["store-token"]}`,
    conf: `400 1234:2345\nuser store\npassword ${secrets["store-password"]}\n`,
    plain: "444 1234:2345\nno secret here\n",
    api: `400 1000:1000\n${secrets["store-token"]}`,
    write: true,
  });
}, minutes(1));

test("no value is in what the engine tells of containers, images, networks and volumes, nor in logs", async () => {
  const texts: Record<string, string> = {};
  for (const c of await stack.containers()) {
    const container = stack.docker.getContainer(c.Id);
    const inspect = await container.inspect();
    texts[`container ${c.Names[0]}`] = JSON.stringify(inspect);
    texts[`log ${c.Names[0]}`] = demultiplex((await container.logs({ stdout: true, stderr: true, follow: false })) as unknown as Buffer);
    const image = stack.docker.getImage(inspect.Image);
    texts[`image ${inspect.Image}`] = JSON.stringify([await image.inspect(), await image.history()]);
  }
  const { networks, volumes } = await stack.rest();
  for (const name of networks) texts[`network ${name}`] = JSON.stringify(await stack.docker.getNetwork(name).inspect());
  for (const name of volumes) texts[`volume ${name}`] = JSON.stringify(await stack.docker.getVolume(name).inspect());
  expect(Object.keys(texts).length).toBe(2 + 2 + 1 + 1 + 4);
  expect(Object.entries(texts).map(([what, text]) => ({ what, found: found(text) })).filter((t) => t.found.length > 0)).toEqual([]);
}, minutes(1));

test("no value is in the state, the settings or any other file of the project", () => {
  const files = readdirSync(join(ROOT, ".sutazai"), { recursive: true, withFileTypes: true }).filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name));
  expect(files).toEqual(expect.arrayContaining([stack.stateFile, stack.settingsFile]));
  expect(files.filter((file) => existsSync(file) && found(readFileSync(file, "utf8")).length > 0)).toEqual([]);
});

test("no value is in the arguments of any process of a deploy", () => {
  const lines = [...commandLines];
  expect(lines.some((line) => / up --yes /.test(line) && line.includes("pulumi"))).toBe(true);
  expect(lines.some((line) => line.includes("pulumi-resource-docker"))).toBe(true);
  expect(lines.filter((line) => found(line).length > 0)).toEqual([]);
});

test("no value is in what the commands print", () => {
  expect(results.filter((r) => found(r.output).length > 0).map((r) => r.command)).toEqual([]);
});

test("a rotated secret reaches its services, and only they start anew; data and the other secrets stay", async () => {
  await stack.sh("store", "echo kept >/data/file");
  const before = await stack.ids();
  expect((await stack.exits(0, "secrets", "list", "--json")).json()).toEqual({
    stack: stack.name,
    secrets: [
      { name: "store-password", readers: ["store"], rotates: true },
      { name: "store-token", readers: ["api", "store"], rotates: true },
    ],
  });
  expect((await stack.exits(2, "secrets", "rotate", "store-pasword")).output).toContain("nearest: store-password");
  const rotated = await stack.exits(0, "secrets", "rotate", "store-password");
  const now = (await stack.pulumi("config", "get", "sutazai:secrets")).json<Record<string, string>>();
  expect({ ...now, "store-password": secrets["store-password"] }).toEqual(secrets);
  expect(now["store-password"]).not.toBe(secrets["store-password"]);
  expect(rotated.output).not.toContain(now["store-password"]);
  expect((await stack.sh("store", "cat /run/secrets/store.conf /data/file")).output).toBe(`user store\npassword ${now["store-password"]}\nkept\n`);
  const after = await stack.ids();
  const replaced = Object.keys(after).filter((name) => after[name] !== before[name]);
  expect(replaced).toEqual([`${stack.prefix}store`]);
}, minutes(4));
