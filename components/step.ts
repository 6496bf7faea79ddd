import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { Runtime } from "./runtime.ts";

/**
 * A step of a deploy that works in this process: a resource that is created only if `work` succeeds, so a failed step
 * leaves nothing in the state and the next deploy runs it again. It runs again too when one of `triggers` changes.
 */
export function step(
  name: string,
  triggers: pulumi.Input<string>[],
  work: (triggers: readonly string[]) => Promise<void>,
  { hooks }: Pick<Runtime, "hooks">,
  opts: pulumi.CustomResourceOptions,
): command.local.Command {
  const beforeCreate = async (args: pulumi.ResourceHookArgs) => {
    const inputs = args.newInputs as { triggers?: string[] } | undefined;
    await work(inputs?.triggers ?? []);
  };
  return new command.local.Command(name, { create: ":", triggers }, { ...opts, hooks: hooks.of("command:local:Command", name, { beforeCreate }) });
}
