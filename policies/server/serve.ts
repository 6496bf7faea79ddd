/**
 * Serves a pack to Pulumi's engine by its analyzer protocol, in place of the server of Pulumi's policy SDK. That one unpacks
 * a resource anew for every rule, and all resources of a stack for every stack rule, and loads all of Pulumi first: at 240
 * services more than the rules themselves took. A unit test holds every answer of this one equal to the SDK's.
 */
import { flushCompileCache } from "node:module";
import { Server, ServerCredentials, type handleUnaryCall } from "@grpc/grpc-js";
import rpc from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import proto from "@pulumi/pulumi/proto/analyzer_pb.js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { analyzeResponse, analyzerInfo, configOf } from "./messages.ts";
import { PackRun, type Pack } from "./pack.ts";
import { policyResource, policyResources } from "./resource.ts";

/** The resources of a whole stack come in one message. */
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;

/** Listens on a free port of this machine and prints it, as Pulumi's engine expects of a plugin. */
export function serve(pack: Pack): void {
  const server = new Server({ "grpc.max_receive_message_length": MAX_MESSAGE_BYTES });
  server.addService(SERVICE, handlers(pack));
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
    if (error !== null) throw error;
    process.stdout.write(`${port}\n`);
    // The engine ends its plugins by a kill; what Node compiled is ordinarily kept at the exit of a process only.
    setImmediate(() => flushCompileCache());
  });
}

/** The engine asks before each resource whether a policy changes it, and sends all of it. None of ours does: it is not even unpacked. */
const SERVICE: typeof rpc.AnalyzerService = {
  ...rpc.AnalyzerService,
  remediate: { ...rpc.AnalyzerService.remediate, requestDeserialize: () => NOTHING },
};
const NOTHING = new proto.AnalyzeRequest();
const UNCHANGED = new proto.RemediateResponse();

/** The protocol's methods for a pack. */
export function handlers(pack: Pack) {
  const run = new PackRun(pack);
  const info = analyzerInfo(pack);
  return {
    analyze: answered(async (request: proto.AnalyzeRequest) => analyzeResponse(await run.judgeResource(policyResource(request)), pack)),
    analyzeStack: answered(async (request: proto.AnalyzeStackRequest) => analyzeResponse(await run.judgeStack(policyResources(request.getResourcesList())), pack)),
    remediate: answered((_request: proto.AnalyzeRequest) => UNCHANGED),
    getAnalyzerInfo: answered((_request: empty.Empty) => info),
    getPluginInfo: answered((_request: empty.Empty) => new plugin.PluginInfo().setVersion(pack.version)),
    configure: answered((request: proto.ConfigureAnalyzerRequest) => {
      run.configure(configOf(request));
      return new empty.Empty();
    }),
    configureStack: answered((request: proto.AnalyzerStackConfigureRequest) => {
      run.stackTags = new Map(request.getTagsMap().toArray());
      return new proto.AnalyzerStackConfigureResponse();
    }),
  };
}

/** An error reaches the engine with its stack, which gRPC alone would drop. */
function answered<Request, Response>(answer: (request: Request) => Response | Promise<Response>): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    void (async () => answer(call.request))().then(
      (response) => callback(null, response),
      (error: Error) => callback({ name: error.name, message: error.message }),
    );
  };
}
