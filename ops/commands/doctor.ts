import { EXIT, type CommandSpec, type Context } from "../command.ts";
import { bounded, type Check, type Level } from "../doctor/check.ts";
import { engineChecks, neighbourCheck } from "../doctor/engine.ts";
import { companyChecks, registryChecks } from "../doctor/network.ts";
import { portChecks } from "../doctor/ports.ts";
import { nodeCheck, npmCheck, toolchainChecks } from "../doctor/programs.ts";
import { planOffline } from "../../engine/load.ts";
import { stateChecks } from "../doctor/state.ts";

const LIMIT_MS = 9_000;
const WORDS: Record<Level, { readonly text: string; readonly colour: "green" | "yellow" | "red" }> = {
  ok: { text: "ok", colour: "green" },
  note: { text: "note", colour: "yellow" },
  failed: { text: "failed", colour: "red" },
};

/** `doctor`: every check at once, in under ten seconds; exit 3 when one stands in the way of `up`. */
export const doctor: CommandSpec = {
  name: "doctor",
  summary: "check this machine",
  async run(context) {
    const checks = await runChecks(context);
    context.out.table(checks.flatMap((check) => checkRows(context, check)));
    context.out.json({ checks: checks.map(({ name, level, detail, fix }) => ({ name, ok: level !== "failed", detail, fix })) });
    return checks.some((check) => check.level === "failed") ? EXIT.environment : EXIT.done;
  },
};

async function runChecks(context: Context): Promise<Check[]> {
  const plan = planOffline(context.root, context.stack);
  const groups = await Promise.all([
    bounded("node", LIMIT_MS, nodeCheck),
    bounded("npm", LIMIT_MS, () => npmCheck(context)),
    bounded("pulumi", LIMIT_MS, () => toolchainChecks(context)),
    bounded("docker", LIMIT_MS, engineChecks),
    bounded("ports", LIMIT_MS, async () => portChecks((await plan).services.flatMap((s) => s.ports.map((p) => ({ port: p.external, service: s.name }))), context.stack)),
    bounded("neighbours", LIMIT_MS, async () => [await neighbourCheck(await plan)]),
    bounded("registries", LIMIT_MS, registryChecks),
    bounded("company network", LIMIT_MS, companyChecks),
    bounded("state", LIMIT_MS, () => stateChecks(context)),
  ]);
  return groups.flat();
}

function checkRows({ out }: Context, { name, level, detail, fix }: Check): string[][] {
  const { text, colour } = WORDS[level];
  return [[out.paint(colour, text), name, detail], ...(fix ? [["", "", `fix: ${fix}`]] : [])];
}
