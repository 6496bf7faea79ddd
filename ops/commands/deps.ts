import type { Command } from "commander";
import { UsageError, type CommandSpec } from "../command.ts";
import { checkDependencies } from "../deps/check.ts";

const ACTIONS = ["check"] as const;

export const deps: CommandSpec = {
  name: "deps",
  summary: "the services' packages: check, lock, audit",
  configure: (command: Command) =>
    void command
      .argument("<action>", ACTIONS.join(", "))
      .argument("[folder]", "check: a folder with requirements files; default: this project's own")
      .option("--python <version>", "check: for this version of Python")
      .option("--builds", "check: let the resolver build packages without a wheel, which runs their code"),
  async run(context, [action, folder], options) {
    switch (action as (typeof ACTIONS)[number]) {
      case "check":
        return checkDependencies(context, folder as string | undefined, { ...(options.python === undefined ? {} : { python: String(options.python) }), builds: options.builds === true });
      default:
        throw new UsageError(`"${String(action)}" is not one of ${ACTIONS.join(", ")}`);
    }
  },
};
