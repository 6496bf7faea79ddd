/** The program of images/lab/stand-in, run as it is. */
import { spawn } from "node:child_process";
import { createServer, connect, type AddressInfo } from "node:net";
import { once } from "node:events";
import { expect, test } from "@jest/globals";

const PROGRAM = "images/lab/stand-in/stand-in";

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

async function started(env: Record<string, string>) {
  const child = spawn("perl", [PROGRAM, "serve", "--model", "anything"], { env: { PATH: process.env["PATH"]!, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const [first] = (await Promise.race([once(child.stdout, "data"), once(child.stderr, "data")])) as [Buffer];
  return { child, said: first.toString() };
}

test("it answers any path and method on each of its ports, and ends when it is told to", async () => {
  const ports = [await freePort(), await freePort()];
  const { child, said } = await started({ PORTS: ports.join(","), HOSTNAME: "dify" });
  expect(said).toContain("stand-in for dify");
  const answer = { "stand-in": "dify", note: "answers its health check and nothing else" };
  // Connects and says nothing: the others are served all the same.
  const mute = connect(ports[0]!, "127.0.0.1");
  for (const port of ports) {
    const url = `http://127.0.0.1:${port}`;
    expect(await (await fetch(`${url}/health?a=b`)).json()).toEqual(answer);
    expect(await (await fetch(`${url}/`, { method: "POST", body: "x".repeat(300_000) })).json()).toEqual(answer);
    const head = await fetch(`${url}/any`, { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
  }
  mute.destroy();
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
});

test("STAND_IN_FOR goes before the host's name; without a port it lives, says so, and ends when it is told to", async () => {
  const port = await freePort();
  const named = await started({ PORT: String(port), HOSTNAME: "a1b2", STAND_IN_FOR: 'my"service' });
  expect((await (await fetch(`http://127.0.0.1:${port}/`)).json()) as object).toMatchObject({ "stand-in": "my" });
  named.child.kill("SIGTERM");
  const worker = await started({ HOSTNAME: "worker" });
  expect(worker.said).toBe("stand-in for worker on no port\n");
  worker.child.kill("SIGTERM");
  expect(await once(worker.child, "exit")).toEqual([0, null]);
});
