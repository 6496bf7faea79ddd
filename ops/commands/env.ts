import { EXIT, type CommandSpec, type Context } from "../command.ts";
import { createOutput } from "../output.ts";
import { prepareStacks } from "../prepare.ts";
import { exportLines } from "../toolchain/env.ts";
import { ensureToolchain } from "../toolchain/index.ts";

/** `eval "$(./sutazai env)"`: afterwards plain `pulumi` does what `./sutazai` does. */
export const env: CommandSpec = {
  name: "env",
  summary: "print what a shell needs for plain pulumi: eval \"$(./sutazai env)\"",
  async run(context) {
    // Standard output is the shell's to evaluate: progress goes to standard error.
    const quiet: Context = { ...context, out: createOutput({ json: true }) };
    const toolchain = await ensureToolchain(quiet);
    const failures = await prepareStacks(quiet, toolchain);
    failures.forEach((text) => quiet.out.line(text));
    if (context.json) context.out.json(toolchain.env);
    else process.stdout.write(exportLines(toolchain.env).join("\n") + "\n");
    return failures.length === 0 ? EXIT.done : EXIT.findings;
  },
};
