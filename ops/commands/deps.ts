import type { Command } from "commander";
import { UsageError, type CommandSpec } from "../command.ts";
import { auditDependencies } from "../deps/audit.ts";
import { checkDependencies } from "../deps/check.ts";
import { lockDependencies } from "../deps/lock.ts";
import { refuseForeign } from "../options.ts";

const ACTIONS = ["check", "lock", "audit"] as const;

/** The action that an option belongs to, by its name on the command line. */
const OPTION_OF: Readonly<Record<string, (typeof ACTIONS)[number]>> = { python: "check", builds: "check", check: "lock", upgrade: "lock", database: "audit", "versions-only": "audit" };

export const deps: CommandSpec = {
  name: "deps",
  summary: "the services' packages: check, lock, audit",
  configure: (command: Command) =>
    void command
      .argument("<action>", ACTIONS.join(", "))
      .argument("[folder]", "check: a folder with requirements files; default: this project's own")
      .option("--python <version>", "check: for this version of Python")
      .option("--builds", "check: let the resolver build packages without a wheel, which runs their code")
      .option("--check", "lock: write nothing; exit 2 when a lock is not what its requirements resolve to")
      .option("--database <file>", "audit: a file of OSV records, instead of OSV's API")
      .option("--versions-only", "audit: ask for no vulnerabilities")
      .option("--upgrade", "lock: take the newest versions that the requirements allow"),
  async run(context, [action, folder], options) {
    if (!ACTIONS.includes(action as never)) throw new UsageError(`"${String(action)}" is not one of ${ACTIONS.join(", ")}`);
    if (folder !== undefined && action !== "check") throw new UsageError(`deps ${String(action)} takes no folder: it is about this project's own locks`);
    refuseForeign("deps", String(action), options, OPTION_OF);
    if (options.python !== undefined && !/^\d+\.\d+(\.\d+)?$/.test(String(options.python))) throw new UsageError(`--python ${String(options.python)}: a version of Python, such as 3.11`);
    switch (action as (typeof ACTIONS)[number]) {
      case "check":
        return checkDependencies(context, folder as string | undefined, { ...(options.python === undefined ? {} : { python: String(options.python) }), builds: options.builds === true });
      case "lock":
        return lockDependencies(context, { check: options.check === true, upgrade: options.upgrade === true });
      case "audit":
        return auditDependencies(context, { database: options.database as string | undefined, versionsOnly: options.versionsOnly === true });
    }
  },
};
