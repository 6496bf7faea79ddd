/** What others hold on this host is named before anything is made or deleted. */
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { formatProblems } from "../../infra/problems.ts";
import { catalogue, serve } from "./catalogue.ts";
import { minutes, TestStack } from "./harness.ts";

const newcomer = serve("newcomer", { networks: ["monitoring"], ports: [{ host: 10051, container: 8080 }, { host: 10052, container: 8081 }] });

let stack: TestStack;
let server: Server;
/** What the test made on the engine without our labels. */
const foreign: { inspect(): Promise<{ Id: string }>; remove(options: { force: boolean }): Promise<unknown> }[] = [];

beforeAll(async () => {
  stack = await TestStack.create({ services: catalogue });
  await stack.exits(0, "up", "--json");
}, minutes(5));
afterAll(async () => {
  server?.close();
  for (const thing of foreign) await thing.remove({ force: true }).catch(() => {});
  await stack.dispose();
}, minutes(4));

/** Ids of every container of the engine that this test or its stack made, and the stack's networks and volumes. */
const everything = async () => ({ ids: await stack.ids(), ...(await stack.rest()), foreign: await Promise.all(foreign.map((thing) => thing.inspect().then((i) => i.Id))) });

test("a name, two ports and a network that others hold are all named, and nothing is touched", async () => {
  const image = (await stack.container("queue").inspect()).Image;
  const port = (host: number) => stack.portOffset + host;
  const named = await stack.docker.createContainer({ name: `${stack.prefix}newcomer`, Image: image });
  const publishing = await stack.docker.createContainer({
    name: `${stack.name}-elsewhere`,
    Image: image,
    HostConfig: { PortBindings: { "80/tcp": [{ HostIp: "127.0.0.1", HostPort: String(port(10052)) }] } },
    ExposedPorts: { "80/tcp": {} },
  });
  await publishing.start();
  const network = await stack.docker.createNetwork({ Name: `${stack.name}-theirs`, IPAM: { Driver: "default", Config: [{ Subnet: stack.subnets.monitoring }] } });
  foreign.push(named, publishing, network as never);
  server = createServer().listen(port(10051), "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));

  const comm = readFileSync("/proc/self/comm", "utf8").trim();

  stack.services([...catalogue, newcomer]);
  const before = await everything();
  const refused = await stack.exits(3, "up");
  const imageWord = (await stack.docker.listContainers({ all: true })).find((c) => c.Id === named.id)!.Image;
  expect(refused.stderr.trim()).toBe(
    formatProblems(`stack ${stack.name} on this host`, [
      { path: "services.newcomer", rule: `the container name ${stack.prefix}newcomer, free or our own`, got: `container ${named.id.slice(0, 12)} (${imageWord}), not made by this project`, fix: `rename it (docker rename ${stack.prefix}newcomer NEW) or remove it; nothing was touched` },
      { path: "services.newcomer.ports[0]", rule: `host port ${port(10051)} free`, got: `held by process ${process.pid} (${comm})`, fix: `stop it, or move the stack: pulumi config set sutazai:portOffset NUMBER --stack ${stack.name}` },
      { path: "services.newcomer.ports[1]", rule: `host port ${port(10052)} free`, got: `held by container ${stack.name}-elsewhere`, fix: `stop it, or move the stack: pulumi config set sutazai:portOffset NUMBER --stack ${stack.name}` },
      { path: "networks.monitoring", rule: `${stack.subnets.monitoring} free of other networks`, got: `overlaps network ${stack.name}-theirs (${stack.subnets.monitoring})`, fix: `choose another: sutazai:subnets.monitoring in Pulumi.${stack.name}.yaml` },
    ]),
  );
  expect(await everything()).toEqual(before);
}, minutes(4));

test("plain pulumi refuses for the same reasons, and nothing is touched", async () => {
  const before = await everything();
  const failure = await stack.pulumi("up", "--yes", "--skip-preview").then(() => "it went through", (error: Error) => error.message);
  expect(failure).toContain(`stack ${stack.name} on this host: 4 problems`);
  expect(await everything()).toEqual(before);
}, minutes(4));

test("when the holders are gone, up goes through and replaces nothing", async () => {
  const before = await stack.ids();
  server.close();
  for (const thing of foreign.splice(0)) await thing.remove({ force: true });
  await stack.exits(0, "up", "--json");
  const { [`${stack.prefix}newcomer`]: added, ...others } = await stack.ids();
  expect({ added: typeof added, others }).toEqual({ added: "string", others: before });
}, minutes(5));
