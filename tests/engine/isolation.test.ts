/** Who reaches whom, asked from inside the containers: what the catalogue declares is open, all else is closed. */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { ServiceInput } from "../../infra/service.ts";
import { serve } from "./catalogue.ts";
import { minutes, TestStack, until } from "./harness.ts";

const env = { LISTEN: "8080" };
const OUTSIDE = "asks a server of the company network";
const services: ServiceInput[] = [
  serve("page", { env, networks: ["frontend", "backend"] }),
  serve("api", { env, uses: ["store"], networks: ["backend", "database"], ports: [{ host: 10050, container: 8080 }] }),
  serve("queue", { env, networks: ["backend"] }),
  serve("store", { env, networks: ["database"] }),
  serve("watch", { env, networks: ["monitoring"], outside: OUTSIDE }),
  serve("fetch", { env, networks: ["backend"], outside: OUTSIDE }),
];
/** The last network is no meeting place: who declares a way out does not meet the others there. */
const networksOf = (s: ServiceInput): string[] => [...s.networks, ...(s.outside ? ["access"] : [])];

let stack: TestStack;
beforeAll(async () => {
  stack = await TestStack.create({ services });
  await stack.exits(0, "up", "--json");
}, minutes(5));
afterAll(async () => {
  world.remove();
  await stack.dispose();
}, minutes(4));

/** Whether a request from inside a container is answered within two seconds. */
const ask = (from: string, host: string, port = 8080) =>
  stack.sh(from, `printf 'GET /ready HTTP/1.0\\r\\n\\r\\n' | busybox timeout 2 busybox nc ${host} ${port} | grep -q '200 OK'`).then(({ exit }) => (exit === 0 ? "open" : "closed"));

test("every pair that shares a network is open at its address there, every other is closed", async () => {
  const addresses = new Map<string, string>();
  for (const s of services) {
    const { Networks } = (await stack.container(s.name).inspect()).NetworkSettings;
    for (const [name, n] of Object.entries(Networks)) addresses.set(`${s.name}@${name.slice(`${stack.prefix}net-`.length)}`, n.IPAddress);
  }
  expect([...addresses.keys()].sort()).toEqual(services.flatMap((s) => networksOf(s).map((n) => `${s.name}@${n}`)).sort());

  const pairs = services.flatMap((from) => [...addresses].filter(([to]) => !to.startsWith(`${from.name}@`)).map(([to, ip]) => ({ from, to, ip })));
  const matrix = await Promise.all(pairs.map(async ({ from, to, ip }) => `${from.name} -> ${to}: ${await ask(from.name, ip)}`));
  const planned = pairs.map(({ from, to }) => `${from.name} -> ${to}: ${(from.networks as string[]).includes(to.split("@")[1]!) ? "open" : "closed"}`);
  expect(matrix.sort()).toEqual(planned.sort());
}, minutes(3));

test("a name is known on a shared network and nowhere else", async () => {
  const pairs = services.flatMap((from) => services.filter((to) => to !== from).map((to) => ({ from, to })));
  const matrix = await Promise.all(pairs.map(async ({ from, to }) => `${from.name} -> ${to.name}: ${await ask(from.name, to.name)}`));
  const planned = pairs.map(({ from, to }) => `${from.name} -> ${to.name}: ${from.networks.some((n) => to.networks.includes(n)) ? "open" : "closed"}`);
  expect(matrix.sort()).toEqual(planned.sort());
}, minutes(3));

test("a published port answers on the host's loopback, not on the bridges", async () => {
  const port = 10050 + stack.portOffset;
  expect((await fetch(`http://127.0.0.1:${port}/ready`)).status).toBe(200);
  const gateway = stack.subnets.frontend.replace(/0\/24$/, "1");
  expect(await ask("page", gateway, port)).toBe("closed");
}, minutes(1));

test("a service's default route goes by the access network when it declares a way out", async () => {
  const route = async (service: string) => {
    const line = (await stack.sh(service, "cat /proc/net/route")).output.split("\n").map((l) => l.split("\t")).find((cells) => cells[1] === "00000000");
    const gateway = [6, 4, 2, 0].map((i) => parseInt(line![2]!.slice(i, i + 2), 16)).join(".");
    return Object.entries(stack.subnets).find(([, subnet]) => subnet.replace(/0\/24$/, "1") === gateway)?.[0];
  };
  expect({ watch: await route("watch"), fetch: await route("fetch"), queue: await route("queue"), store: await route("store") }).toEqual({ watch: "access", fetch: "access", queue: "backend", store: "database" });
}, minutes(1));

const HELLO = `require("node:http").createServer((_, answer) => answer.end("hello")).listen(8080)`;

/**
 * A host beyond this one: a network namespace behind a link of its own, which knows no way back to the stack's networks.
 * Only packets that the engine sends out under the host's own address are answered.
 */
const world = {
  address: "198.51.100.2",
  server: undefined as ChildProcess | undefined,
  get names() {
    return { namespace: `${stack.name}`, link: `s${stack.name.slice(4, 12)}a`, peer: `s${stack.name.slice(4, 12)}b` };
  },
  make() {
    const { namespace, link, peer } = this.names;
    const ip = (...args: string[]) => execFileSync("ip", args);
    ip("netns", "add", namespace);
    ip("link", "add", link, "type", "veth", "peer", "name", peer, "netns", namespace);
    ip("addr", "add", "198.51.100.1/30", "dev", link);
    ip("link", "set", link, "up");
    ip("-n", namespace, "addr", "add", `${this.address}/30`, "dev", peer);
    ip("-n", namespace, "link", "set", peer, "up");
    this.server = spawn("ip", ["netns", "exec", namespace, process.execPath, "-e", HELLO], { stdio: "ignore", env: { ...process.env, NODE_OPTIONS: "" } });
  },
  remove() {
    if (!stack) return;
    this.server?.kill("SIGKILL");
    for (const args of [["link", "del", this.names.link], ["netns", "del", this.names.namespace]]) {
      try {
        execFileSync("ip", args, { stdio: "ignore" });
      } catch {
        // It was never made.
      }
    }
  },
};

test("only services that declare a way out, or stand on the frontend alone, reach a host beyond this one", async () => {
  world.make();
  await until("the host beyond answers this one", () => fetch(`http://${world.address}:8080/`).then((r) => r.ok, () => false), 20_000);
  const seen = Object.fromEntries(await Promise.all(services.map(async (s) => [s.name, await ask(s.name, world.address)])));
  expect(seen).toEqual({ watch: "open", fetch: "open", page: "closed", api: "closed", queue: "closed", store: "closed" });
}, minutes(2));
