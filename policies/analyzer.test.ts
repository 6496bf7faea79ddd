/** The pack in all its forms, asked as Pulumi's engine asks it. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "@jest/globals";
import { credentials, status } from "@grpc/grpc-js";
import rpc from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import proto from "@pulumi/pulumi/proto/analyzer_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { parse } from "yaml";
import { POLICY_RULES } from "../infra/policy-rules.ts";

const PACK = fileURLToPath(new URL(".", import.meta.url));
const RUNNER = fileURLToPath(new URL("../node_modules/@pulumi/pulumi/cmd/run-policy-pack", import.meta.url));
const ENGINE = "127.0.0.1:1";
/** On a busy machine. */
const DEADLINE = 30_000;
const { runtime } = parse(readFileSync(join(PACK, "PulumiPolicy.yaml"), "utf8")) as { runtime: { options: { nodeargs: string } } };

/** How the pack is started: by the engine itself, by our language host, and by the official one, which puts Node's options behind the runner. */
const STARTS = [
  ["the program", ["./analyzer", ENGINE]],
  ["the folder", ["node", runtime.options.nodeargs, "no-runner-is-loaded", ENGINE, PACK]],
  ["the folder by Pulumi's runner", ["node", RUNNER, runtime.options.nodeargs, ENGINE, PACK]],
] as const;

let child: ChildProcess;

afterEach(() => void child.kill("SIGKILL"));

async function started([file, ...args]: readonly [string, ...string[]]) {
  child = spawn(file, args, { cwd: PACK, stdio: ["pipe", "pipe", "inherit"], env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` } });
  const [port] = (await once(createInterface({ input: child.stdout! }), "line")) as [string];
  const client = new rpc.AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure());
  const ask = <Request, Response>(method: (request: Request, done: (error: Error | null, response: Response) => void) => unknown, request: Request) =>
    new Promise<Response>((resolve, reject) => void method.call(client, request, (error, response) => (error ? reject(error) : resolve(response))));
  return { client, ask };
}

test.each(STARTS)("%s answers the engine's first questions by what it tells of the stack", async (_form, command) => {
  const { client, ask } = await started(command);
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
}, DEADLINE);

test("the program ends with the engine, which holds the other end of its input", async () => {
  const { client } = await started(STARTS[0][1]);
  client.close();
  child.stdin!.end();
  expect(await once(child, "exit")).toEqual([0, null]);
}, DEADLINE);
