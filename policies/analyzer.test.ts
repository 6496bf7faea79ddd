/** The pack as a program of its own, asked as Pulumi's engine asks it. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "@jest/globals";
import { credentials, status } from "@grpc/grpc-js";
import rpc from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import proto from "@pulumi/pulumi/proto/analyzer_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { POLICY_RULES } from "../infra/policy-rules.ts";

const ANALYZER = fileURLToPath(new URL("analyzer", import.meta.url));
let child: ChildProcess;

afterEach(() => void child.kill("SIGKILL"));

/** Starts it; the address of the engine is its one argument. */
async function started() {
  child = spawn(ANALYZER, ["127.0.0.1:1"], { stdio: ["pipe", "pipe", "inherit"], env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` } });
  const [port] = (await once(createInterface({ input: child.stdout! }), "line")) as [string];
  const client = new rpc.AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure());
  const ask = <Request, Response>(method: (request: Request, done: (error: Error | null, response: Response) => void) => unknown, request: Request) =>
    new Promise<Response>((resolve, reject) => void method.call(client, request, (error, response) => (error ? reject(error) : resolve(response))));
  return { client, ask };
}

test("the engine's first questions are answered, by what it tells of the stack", async () => {
  const { client, ask } = await started();
  await expect(ask(client.handshake, new proto.AnalyzerHandshakeRequest())).rejects.toMatchObject({ code: status.UNIMPLEMENTED });
  const stack = new proto.AnalyzerStackConfigureRequest().setProject("theirs").setStack("s");
  stack.getConfigMap().set("sutazai:environment", "dev");
  stack.getConfigMap().set("sutazai:registry", '{"mirror":"registry.test:5000"}');
  await ask(client.configureStack, stack);
  const info = (await ask(client.getAnalyzerInfo, new empty.Empty())) as proto.AnalyzerInfo;
  expect(info.getPoliciesList().map((policy) => policy.getName())).toEqual([...POLICY_RULES]);
  expect(info.getPoliciesList().flatMap((policy) => (policy.getEnforcementlevel() === proto.EnforcementLevel.ADVISORY ? [policy.getName()] : []))).toEqual(["image-digest", "probe-budget"]);
  expect((info.getInitialconfigMap().get("allowed-registries")!.getProperties()!.toJavaScript().allowed as string[]).at(-1)).toBe("registry.test:5000");
  client.close();
});

test("it ends with the engine, which holds the other end of its input", async () => {
  const { client } = await started();
  client.close();
  child.stdin!.end();
  expect(await once(child, "exit")).toEqual([0, null]);
});
