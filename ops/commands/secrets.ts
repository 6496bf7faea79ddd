import { text } from "node:stream/consumers";
import { refuse } from "../../infra/problems.ts";
import { valueProblems } from "../../infra/secret-values.ts";
import { EXIT, UsageError, type CommandSpec, type Context, type ExitCode } from "../command.ts";
import { ensureEngine } from "../engine/install.ts";
import { prepareStack } from "../prepare.ts";
import { planRotation, secretRows, unknownSecrets } from "../rotation.ts";
import { newSecret, readSecrets, storeSecrets, wantedSecrets } from "../secrets.ts";
import { ensureToolchain } from "../toolchain/index.ts";
import { up } from "./up.ts";

const ACTIONS = ["list", "show", "set", "rotate"] as const;
type Action = (typeof ACTIONS)[number];

/** `list` never shows a value, `show` one on request; `rotate` makes new ones and deploys the services that read them. */
export const secrets: CommandSpec = {
  name: "secrets",
  summary: "the stack's secrets: list, show, set, rotate",
  configure: (command) =>
    void command
      .argument("<action>", ACTIONS.join(", "))
      .argument("[names...]", "the secrets; show and set take one")
      .option("--all", "rotate: every secret that a new value alone changes")
      .option("--no-up", "rotate: leave the deploy to the next ./sutazai up"),
  async run(context, [action, words], options) {
    const names = words as string[];
    checkWords(action as string, names, options);
    switch (action as Action) {
      case "list":
        return list(context);
      case "show":
        return show(context, names[0]!);
      case "set":
        return set(context, names[0]!);
      case "rotate":
        return rotate(context, names, options.all === true, options.up !== false);
    }
  },
};

/** @throws UsageError for words that do not go together. */
export function checkWords(action: string, names: readonly string[], options: Record<string, unknown>): void {
  if (!ACTIONS.includes(action as never)) throw new UsageError(`"${action}" is not one of ${ACTIONS.join(", ")}`);
  if (action !== "rotate" && (options.all === true || options.up === false)) throw new UsageError("--all and --no-up belong to secrets rotate");
  if (action === "rotate" && (options.all === true) === names.length > 0) throw new UsageError("secrets rotate takes names, or --all");
  if (action === "list" && names.length > 0) throw new UsageError("secrets list takes no names");
  if ((action === "show" || action === "set") && names.length !== 1) throw new UsageError(`secrets ${action} takes one name`);
}

async function list(context: Context): Promise<ExitCode> {
  const rows = secretRows(await wantedSecrets(context));
  context.out.table([["SECRET", "ROTATION", "READ BY"], ...rows.map((r) => [r.name, r.rotates ? "secrets rotate" : "in the application", r.readers.join(" ")])]);
  context.out.json({ stack: context.stack, secrets: rows });
  return EXIT.done;
}

async function show(context: Context, name: string): Promise<ExitCode> {
  refuse(subject(context), unknownSecrets(await wantedSecrets(context), [name]));
  const value = (await readSecrets(context))[name];
  refuse(subject(context), value === undefined ? [{ path: name, rule: "a secret with a value", got: "nothing", fix: `./sutazai up --stack ${context.stack} makes it` }] : []);
  if (context.json) context.out.json({ stack: context.stack, name, value });
  else context.out.line(value);
  return EXIT.done;
}

/** The value comes on standard input: arguments are for every process of the machine to see. */
async function set(context: Context, name: string): Promise<ExitCode> {
  if (process.stdin.isTTY) throw new UsageError(`secrets set reads the value from standard input: ./sutazai secrets set ${name} --stack ${context.stack} <file`);
  const readers = await wantedSecrets(context);
  const value = (await text(process.stdin)).replace(/\r?\n$/, "");
  refuse(subject(context), [...unknownSecrets(readers, [name]), ...valueProblems(name, value)]);
  const toolchain = await ensureToolchain(context);
  await prepareStack(context, toolchain);
  await storeSecrets(context, toolchain, { [name]: value });
  return delivered(context, readers, [name]);
}

async function rotate(context: Context, words: readonly string[], all: boolean, deploy: boolean): Promise<ExitCode> {
  const readers = await wantedSecrets(context);
  const { names, left, problems } = planRotation(readers, words, all);
  refuse(subject(context), problems);
  if (deploy) await ensureEngine(context);
  const toolchain = await ensureToolchain(context);
  await prepareStack(context, toolchain);
  left.forEach((line) => context.out.line(`left as it is: ${line}`));
  await storeSecrets(context, toolchain, Object.fromEntries(names.map((name) => [name, newSecret()])));
  context.out.line(`new values: ${names.join(", ")}`);
  return deploy ? up.run(context, [], {}) : delivered(context, readers, names);
}

function delivered(context: Context, readers: ReadonlyMap<string, readonly string[]>, names: readonly string[]): ExitCode {
  const services = [...new Set(names.flatMap((name) => readers.get(name)!))].sort();
  context.out.line(`read by ${services.join(", ")}: ./sutazai up --stack ${context.stack} starts them anew`);
  context.out.json({ stack: context.stack, stored: names, services });
  return EXIT.done;
}

const subject = (context: Context) => `secrets of stack ${context.stack}`;
