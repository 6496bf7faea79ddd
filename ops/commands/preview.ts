import { EXIT, type CommandSpec } from "../command.ts";
import { engine } from "../../engine/client.ts";
import { loadStack } from "../../engine/load.ts";
import { preflight } from "../../engine/preflight.ts";
import { refuse } from "../../infra/problems.ts";
import { ensureEngine } from "../engine/install.ts";
import { policyFailures, showPolicyFailures } from "../policy-result.ts";
import { prepareStack } from "../prepare.ts";
import { changesOf, errorsOf, packOf, pulumi } from "../pulumi.ts";
import { ensureToolchain } from "../toolchain/index.ts";

export const preview: CommandSpec = {
  name: "preview",
  summary: "what `up` would change, judged by the policies",
  configure: (command) => command.option("--diff", "show every changed field"),
  run: async (context, _args, options) => {
    await ensureEngine(context);
    const toolchain = await ensureToolchain(context);
    const { plan } = await loadStack(context.root, context.stack);
    await prepareStack(context, toolchain);
    refuse(`stack ${context.stack} on this host`, await preflight(plan, engine()));
    const args = ["preview", "--stack", context.stack, "--policy-pack", packOf(context), "--suppress-permalink=true", ...(options.diff ? ["--diff"] : [])];
    const result = await pulumi(context, toolchain, args, { display: "show", events: true });
    const violations = policyFailures(result.events);
    context.out.json({ stack: context.stack, changes: changesOf(result.events, true), violations, errors: errorsOf(result.events) });
    if (violations.length > 0) {
      showPolicyFailures(context, violations, "nothing was changed");
      return EXIT.findings;
    }
    return result.code === 0 ? EXIT.done : EXIT.failed;
  },
};
