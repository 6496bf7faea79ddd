import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { criticalPath, SHAPE, type Shape } from "../../bench/catalogue.ts";
import { ensureCompose } from "../../bench/compose-run.ts";
import { CORE, measureCore } from "../../bench/core.ts";
import { measureDeploys, type DeployTools } from "../../bench/deploys.ts";
import { measureGrowth } from "../../bench/growth.ts";
import { measurePolicies } from "../../bench/policies.ts";
import { describeMachine, markdown, tableRows, verdictWord, writeDocument } from "../../bench/report.ts";
import { coreFigures, givenFigures, growthFigures, noopFigures, pathFigures, policyFigures, ROWS, upFigures, verdictFigures, type Figure, type RowName } from "../../bench/rows.ts";
import { withPlatform, withStacks } from "../../bench/stack.ts";
import { measureVerdict } from "../../bench/verdict.ts";
import { EXIT, UsageError, type CommandSpec, type Context } from "../command.ts";
import { ensureEngine } from "../engine/install.ts";
import { ensureToolchain } from "../toolchain/index.ts";

export const bench: CommandSpec = {
  name: "bench",
  summary: "measure against docker compose",
  configure: (command) =>
    command
      .argument("[row...]", `which figures: ${ROWS.join(", ")}; default: all but ${LONG.join(" and ")}`)
      .option("--runs <n>", "rounds; each measures all contenders in turn", "3")
      .option("--write", "renew the table in docs/performance.md")
      .option("--cold <seconds|file>", "seconds of a cold `up`, or the log of one")
      .option("--warm <seconds|file>", "seconds of an `up` with caches, or the log of one"),
  run: async (context, [words], options) => {
    const rows = chosenRows(words as string[]);
    const runs = Number(options.runs);
    if (!Number.isInteger(runs) || runs < 1) throw new UsageError(`--runs ${String(options.runs)}: a whole number from 1`);
    const given = { ...seconds("--cold", options.cold, "cold"), ...seconds("--warm", options.warm, "warm") };
    await ensureEngine(context);
    const toolchain = await ensureToolchain(context);
    const compose = await ensureCompose(context);
    const machine = await describeMachine(compose.version);
    const tools: DeployTools = { compose, env: toolchain.env, say: (text) => context.out.line(text) };
    const figures: Figure[] = [];
    for (const measure of plan(context, rows, runs, tools, toolchain)) figures.push(...(await measure()));
    figures.push(...givenFigures(given));

    context.out.line();
    context.out.table(tableRows(figures).map((r) => [r[0]!, r[1]!, r[2]!, r[3] === "MISSED" ? context.out.paint("red", r[3]) : r[3]!, r[4]!]));
    context.out.line(`\n${machine.cores} cores, engine ${machine.engine}, compose ${machine.compose}, load average ${machine.load} at the start, medians of ${runs}`);
    if (options.write) writeDocument(join(context.root, "docs", "performance.md"), markdown(machine, runs, figures));
    context.out.json({ machine, runs, figures: figures.map((f) => ({ ...f, verdict: verdictWord(f) })) });
    return EXIT.done;
  },
};

/** They deploy the real platform. */
const LONG: readonly ("core" | "platform")[] = ["core", "platform"];

function chosenRows(words: readonly string[]): ReadonlySet<RowName> {
  const unknown = words.filter((word) => !(ROWS as readonly string[]).includes(word));
  if (unknown.length > 0) throw new UsageError(`no figure is called ${unknown.join(", ")}; there are ${ROWS.join(", ")}`);
  return new Set(words.length > 0 ? (words as RowName[]) : ROWS.filter((row) => !(LONG as readonly RowName[]).includes(row)));
}

/** Seconds given by hand: a number, or a log whose last line of totals ends with them. */
function seconds(option: string, value: unknown, key: "cold" | "warm"): { cold?: number; warm?: number } {
  if (value === undefined) return {};
  const text = String(value);
  const found = existsSync(text) ? [...readFileSync(text, "utf8").matchAll(/resources changed; ([\d.]+) s|"seconds": ([\d.]+)/g)].at(-1) : undefined;
  const number = Number(found ? (found[1] ?? found[2]) : text);
  if (!Number.isFinite(number)) throw new UsageError(`${option} ${text}: seconds, or the log of ./sutazai up`);
  return { [key]: number };
}

type Toolchain = Awaited<ReturnType<typeof ensureToolchain>>;

/** The measurements that the rows need, in order. */
function plan(context: Context, rows: ReadonlySet<RowName>, runs: number, tools: DeployTools, toolchain: Toolchain): (() => Promise<Figure[]>)[] {
  const has = (...names: RowName[]) => names.some((name) => rows.has(name));
  const on = <T>(shapes: Readonly<Record<string, Shape>>, work: Parameters<typeof withStacks<T>>[3]) => withStacks(context, toolchain, shapes, work);
  const fault = (kind: NonNullable<Shape["fault"]>): Shape => ({ ...SHAPE, services: 12, interval: 1, fault: kind });
  const quiet: Shape = { ...SHAPE, ready: 0, interval: 300 };
  return [
    ...(has("up", "critical-path", "no-op")
      ? [async () => {
          const d = await on({ "5s": SHAPE }, ([stack]) => measureDeploys(stack!, runs, tools));
          return [...(has("up") ? upFigures("up", d) : []), ...(has("critical-path") ? pathFigures(d, criticalPath(SHAPE)) : []), ...(has("no-op") ? noopFigures(d) : [])];
        }]
      : []),
    ...(has("up-30s") ? [async () => upFigures("up-30s", await on({ "30s": { ...SHAPE, interval: 30 } }, ([stack]) => measureDeploys(stack!, runs, tools)))] : []),
    ...(has("growth")
      ? [async () => {
          const previews = await on({ "60": quiet, "480": { ...quiet, services: 480 } }, (stacks) => measureGrowth(stacks, runs, tools));
          return growthFigures([previews[0]!, previews[1]!]);
        }]
      : []),
    ...(has("policies")
      ? [async () => {
          const shapes = { p60: quiet, p240: { ...quiet, services: 240 } };
          const previews = await on(shapes, (stacks) => measurePolicies(stacks, runs, tools));
          return policyFigures(previews.map((seconds, i) => ({ services: Object.values(shapes)[i]!.services, seconds })));
        }]
      : []),
    ...(has("verdict")
      ? [
          async () => verdictFigures("dead", await on({ dies: fault("dies") }, ([stack]) => measureVerdict(stack!, runs, tools))),
          async () => verdictFigures("unhealthy", await on({ ill: fault("unhealthy") }, ([stack]) => measureVerdict(stack!, runs, tools))),
        ]
      : []),
    ...LONG.filter((row) => has(row)).map((row) => async () =>
      coreFigures(row, await withPlatform(context, toolchain, row === "core" ? { key: row, only: CORE } : { key: "full", only: [], interval: 5 }, (stack) => measureCore(stack, runs, tools))),
    ),
  ];
}
