/** `./sutazai`: resolves where it works, finds the command, turns errors into words and exit codes. */
import { Command } from "commander";
import { homedir } from "node:os";
import { join } from "node:path";
import { homeOf, ROOT } from "../engine/load.ts";
import { EXIT, UsageError, type CommandSpec, type Context, type ExitCode } from "./command.ts";
import { createOutput } from "./output.ts";
import { addProfiles } from "./profiles.ts";
import { failureDocument, told, type Told } from "./told.ts";

/** A command a line; each module is loaded only when it is called. */
const COMMANDS: readonly [name: string, summary: string, load: () => Promise<CommandSpec>][] = [
  ["up", "judge by the policies, then deploy until every service is healthy", async () => (await import("./commands/up.ts")).up],
  ["down", "remove the stack's containers and networks; data stays", async () => (await import("./commands/down.ts")).down],
  ["preview", "what `up` would change, judged by the policies", async () => (await import("./commands/preview.ts")).preview],
  ["drift", "what differs between the engine and the last deploy", async () => (await import("./commands/drift.ts")).drift],
  ["recover", "repair what a killed deploy left behind", async () => (await import("./commands/recover.ts")).recover],
  ["adopt", "take running containers that the state does not know into the stack", async () => (await import("./commands/adopt.ts")).adopt],
  ["status", "a line for every service", async () => (await import("./commands/status.ts")).status],
  ["verify", "ask every service to do its job", async () => (await import("./commands/verify.ts")).verify],
  ["logs", "the log of a service", async () => (await import("./commands/logs.ts")).logs],
  ["doctor", "check this machine", async () => (await import("./commands/doctor.ts")).doctor],
  ["env", "print what a shell needs for plain pulumi: eval \"$(./sutazai env)\"", async () => (await import("./commands/env.ts")).env],
  ["catalogue", "the services as planned; --graph draws them", async () => (await import("./commands/catalogue.ts")).catalogue],
  ["export", "the stack's plan as a compose file", async () => (await import("./commands/export.ts")).exportCompose],
  ["ports", "the registry of host ports", async () => (await import("./commands/ports.ts")).ports],
  ["images", "the stack's images: build, list, sizes, lock, push, content, pack, sbom, licences, scan", async () => (await import("./commands/images.ts")).images],
  ["deps", "the services' packages: check, lock, audit", async () => (await import("./commands/deps.ts")).deps],
  ["secrets", "the stack's secrets: list, show, set, rotate", async () => (await import("./commands/secrets.ts")).secrets],
  ["policy", "hold a stack, or the Dockerfiles of a folder, to the policies", async () => (await import("./commands/policy.ts")).policy],
  ["audit", "what is wrong in a folder of Dockerfiles, requirements and compose files", async () => (await import("./commands/audit.ts")).audit],
  ["validate", "build every Dockerfile of an estate and start each image alone", async () => (await import("./commands/validate.ts")).validate],
  ["prove", "compare two images: packages, user, ports, entry point, environment", async () => (await import("./commands/prove.ts")).prove],
  ["consolidate", "an estate of old files: plan, apply, status, rollback, generate", async () => (await import("./commands/consolidate.ts")).consolidate],
  ["import", "compose files to catalogue entries, with a loss report", async () => (await import("./commands/import.ts")).importFiles],
  ["test", "run the tests: unit, estates, engine, or all", async () => (await import("./commands/test.ts")).test],
  ["bench", "measure against docker compose", async () => (await import("./commands/bench.ts")).bench],
  ["version", "versions of this project and what it uses", async () => (await import("./commands/version.ts")).version],
];

/** The command that runs, once its words have been read. */
let running: Context | undefined;

async function main(argv: readonly string[]): Promise<ExitCode> {
  const program = new Command("sutazai")
    .description("A self-hosted local-AI platform: one catalogue, one command.")
    .showHelpAfterError("(./sutazai --help lists the commands)")
    .helpOption("-h, --help", "show this")
    .helpCommand("help [command]", "the same as COMMAND --help")
    .exitOverride();
  let exit: ExitCode = EXIT.usage;
  const wanted = argv.find((word) => COMMANDS.some(([name]) => name === word));
  for (const [name, summary, load] of COMMANDS) {
    const command = program.command(name).description(summary).exitOverride().showHelpAfterError(`(./sutazai ${name} --help shows its options)`);
    if (name !== wanted) continue;
    const spec = await load();
    command.option("-s, --stack <name>", "the stack", process.env.SUTAZAI_STACK ?? "dev").option("--json", "one JSON document on standard output").option("-y, --yes", "answer yes to questions");
    command.option("--profile <name>", "a profile of services, may be repeated; default: the stack's settings", addProfiles, []);
    spec.configure?.(command);
    command.action(async (...words: unknown[]) => {
      const options = words.at(-2) as Record<string, unknown>;
      const profiles = options.profile as string[];
      if (profiles.length > 0) process.env.SUTAZAI_PROFILES = profiles.join(",");
      running = contextOf(options);
      exit = await spec.run(running, words.slice(0, -2), options);
    });
  }
  await program.parseAsync([...argv], { from: "user" });
  return exit;
}

/** @throws UsageError for a stack's name that cannot be one. */
function contextOf(options: Record<string, unknown>): Context {
  const json = options.json === true;
  const stack = String(options.stack);
  if (!/^[a-z0-9][a-z0-9-]*$/.test(stack)) throw new UsageError(`--stack is a name of small letters, digits and dashes, not ${JSON.stringify(stack)}`);
  return {
    root: ROOT,
    home: homeOf(ROOT),
    cache: process.env.SUTAZAI_CACHE ?? join(process.env.HOME ?? homedir(), ".cache", "sutazai"),
    stack,
    json,
    yes: options.yes === true,
    out: createOutput({ json }),
  };
}

/** `--json` prints one document whatever happens; of a command that ended before it had one, how it ended. */
function document(ended: Told): void {
  if (!process.argv.includes("--json") || ended.exit === EXIT.done || running?.out.documented()) return;
  createOutput({ json: true }).json(failureDocument(ended));
}

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // A reader that has seen enough (`| head`) is no failure.
  if (error.code === "EPIPE") process.exit(EXIT.done);
  process.stderr.write(`standard output cannot be written: ${error.message}\n`);
  process.exit(EXIT.failed);
});

const words = process.argv.slice(2).map((word, at) => (at === 0 && word === "--version" ? "version" : word));
const ended = await main(words).then((exit): Told => ({ exit, message: "" }), told);
if (ended.message !== "" && !ended.said) process.stderr.write(`${ended.message}\n`);
document(ended);
process.exitCode = ended.exit;
