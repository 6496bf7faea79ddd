import { EXIT, type CommandSpec } from "../command.ts";
import { prepareStack } from "../prepare.ts";
import { recover as repair } from "../recover.ts";
import { ensureToolchain } from "../toolchain/index.ts";

export const recover: CommandSpec = {
  name: "recover",
  summary: "repair what a killed deploy left behind",
  run: async (context) => {
    const toolchain = await ensureToolchain(context);
    await prepareStack(context, toolchain);
    const done = await repair(context, toolchain);
    done.forEach((text) => context.out.line(text));
    context.out.line(done.length === 0 ? `stack ${context.stack}: nothing to repair` : `stack ${context.stack}: repaired; ./sutazai up --stack ${context.stack} completes the deploy`);
    context.out.json({ stack: context.stack, done });
    return EXIT.done;
  },
};
