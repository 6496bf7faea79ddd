import { EXIT, OperationError, type CommandSpec } from "../command.ts";
import { engine } from "../../engine/client.ts";
import { loadStack } from "../../engine/load.ts";
import { counted } from "../../infra/words.ts";
import { detectDrift, mendable, refuseUndeployed, type Difference } from "../drift.ts";
import { prepareStack } from "../prepare.ts";
import { changesOf, pulumi, type Change } from "../pulumi.ts";
import { readRecord } from "../record.ts";
import { backendFolder, readState } from "../state.ts";
import { ensureToolchain } from "../toolchain/index.ts";
import { up } from "./up.ts";

export const drift: CommandSpec = {
  name: "drift",
  summary: "what differs between the engine and the last deploy",
  configure: (command) => command.option("--fix", "mend it: deploy again what is deployed, and start nothing else"),
  run: async (context, _args, options) => {
    const toolchain = await ensureToolchain(context);
    const { plan, settings } = await loadStack(context.root, context.stack);
    // A state in files is read without secrets, and a look at what is not there must not make them.
    if (!backendFolder(toolchain)) await prepareStack(context, toolchain);
    const state = await readState(context, toolchain);
    await refuseUndeployed(plan, state, engine());
    await prepareStack(context, toolchain);
    const own = await detectDrift(plan, state, readRecord(context), engine());
    const refresh = await pulumi(context, toolchain, ["refresh", "--preview-only", "--stack", context.stack], { display: "quiet", events: true });
    if (refresh.code !== 0) throw new OperationError(`pulumi refresh failed:\n${(refresh.stderr || refresh.stdout).trim()}`);
    const all = [...own.drift, ...fromRefresh(changesOf(refresh.events, true), own.drift)];
    if (options.fix && all.length > 0) {
      const { only, unplanned } = mendable(plan, state);
      const left = unplanned.filter((name) => all.some((d) => d.service === name));
      if (left.length > 0) context.out.line(`not mended, since no chosen profile (${settings.profiles.join(", ")}) has it: ${left.join(", ")}`);
      const mended = only?.length === 0 ? EXIT.findings : await up.run(context, [], { only });
      return mended === EXIT.done && left.length > 0 ? EXIT.findings : mended;
    }
    context.out.table([["SERVICE", "FIELD", "WANT", "GOT"], ...all.map((d) => [d.service, d.field, short(d.want), short(d.got)])].slice(all.length > 0 ? 0 : 1));
    context.out.line(all.length === 0 ? `stack ${context.stack}: no drift` : `stack ${context.stack}: ${counted(all.length, "difference")}; ./sutazai drift --fix --stack ${context.stack} mends ${all.length === 1 ? "it" : "them"}`);
    context.out.json({ stack: context.stack, drift: all });
    return all.length === 0 ? EXIT.done : EXIT.findings;
  },
};

/** What `pulumi refresh` sees on a service or resource of which our own comparison says nothing. */
function fromRefresh(changes: readonly Change[], known: readonly Difference[]): Difference[] {
  const services = new Set(known.map((d) => d.service));
  const subject = (c: Change) => c.service || c.resource.replace(/^\w+ /, "");
  return changes.filter((c) => !services.has(subject(c))).flatMap((c) => (c.fields.length > 0 ? c.fields : [c.resource]).map((field) => ({ service: subject(c), field, want: "as deployed", got: c.op === "delete" ? "missing" : "changed" })));
}

const short = (text: string) => (text.length > 60 ? `${text.slice(0, 57)}...` : text);
