/**
 * Serves a pack to Pulumi's engine by its analyzer protocol, in place of the server of Pulumi's policy SDK. That one unpacks
 * a resource anew for every rule, and all resources of a stack for every stack rule, and loads all of Pulumi first: at 240
 * services more than the rules themselves took. A unit test holds every answer of this one equal to the SDK's.
 */
import { flushCompileCache } from "node:module";
import { serveMethods, type Method } from "./grpc.ts";
import { analyzeResponse, analyzerInfo, configOf, pluginInfo, stackOf, type StackTold } from "./messages.ts";
import { PackRun, type Outcome, type Pack } from "./pack.ts";
import { policyResource, policyResources, typeOf } from "./resource.ts";

/** Listens on a free port of this machine and prints it, as Pulumi's engine expects of a plugin. */
export function serve(pack: PackMaker): void {
  serveMethods("pulumirpc.Analyzer", methods(pack), (port) => {
    process.stdout.write(`${port}\n`);
    // The engine ends its plugins by a kill; what Node compiled is ordinarily kept at the exit of a process only.
    setImmediate(() => flushCompileCache());
  });
}

/** Makes the pack, once what is known of the stack has been told; a CLI without a stack tells nothing. */
export type PackMaker = (stack: StackTold | undefined) => Pack;

const NOTHING = Buffer.alloc(0);

/** The protocol's methods for a pack. */
export function methods(make: PackMaker): Readonly<Record<string, Method>> {
  let stack: StackTold | undefined;
  let made: { readonly pack: Pack; readonly run: PackRun } | undefined;
  const current = () => {
    if (made === undefined) {
      const pack = make(stack);
      made = { pack, run: new PackRun(pack) };
      if (stack !== undefined) made.run.stackTags = stack.tags;
    }
    return made;
  };
  const response = (judged: Outcome | Promise<Outcome>) => {
    const { pack } = current();
    return judged instanceof Promise ? judged.then((outcome) => analyzeResponse(outcome, pack)) : analyzeResponse(judged, pack);
  };
  return {
    Analyze: (request) => response(current().run.judgeResource(typeOf(request), () => policyResource(request))),
    AnalyzeStack: (request) => response(current().run.judgeStack(policyResources(request))),
    // The engine asks before each resource whether a policy changes it, and sends all of it. None of ours does: it is not even read.
    Remediate: () => NOTHING,
    GetAnalyzerInfo: () => analyzerInfo(current().pack),
    GetPluginInfo: () => pluginInfo(current().pack),
    Configure: (request) => {
      current().run.configure(configOf(request));
      return NOTHING;
    },
    ConfigureStack: (request) => {
      stack = stackOf(request);
      if (made !== undefined) made.run.stackTags = stack.tags;
      return NOTHING;
    },
  };
}
