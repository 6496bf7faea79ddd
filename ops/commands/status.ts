import { setTimeout as pause } from "node:timers/promises";
import { engine } from "../../engine/client.ts";
import { loadStack } from "../../engine/load.ts";
import { refuseUnchosen } from "../chosen.ts";
import { EXIT, UsageError, type CommandSpec, type Context, type ExitCode } from "../command.ts";
import { among, observe, summarise, type Observation } from "../observe.ts";
import { totalsOf, usageOf, usageRows } from "../usage.ts";
import { extraLine, statusRows, summaryLine } from "../status-table.ts";

/** `status`: a line for every service; exit 2 unless all are healthy. */
export const status: CommandSpec = {
  name: "status",
  summary: "a line for every service",
  configure: (command) => void command.argument("[services...]", "only these").option("-w, --watch", "redraw every 2 seconds until Ctrl-C").option("--usage", "also memory and CPUs in use, beside limits and reservations"),
  async run(context, [words], options) {
    const watching = options.watch === true;
    if (watching && context.json) throw new UsageError("--watch and --json exclude each other: one JSON document has one moment; repeat `status --json` instead");
    const only = words as string[];
    const loaded = await loadStack(context.root, context.stack);
    const { plan } = loaded;
    refuseUnchosen(plan.stack, only, loaded, loaded.settings.profiles);
    const look = async () => among(await observe(plan, engine()), only);
    if (watching) return watch(context, look);
    const seen = await look();
    const summary = summarise(seen.services);
    const usage = options.usage === true ? (await usageOf(plan, engine())).filter((u) => only.length === 0 || only.includes(u.name)) : undefined;
    context.out.json({ stack: plan.stack, summary, services: seen.services, extra: seen.extra, ...(usage ? { usage, totals: totalsOf(usage) } : {}) });
    if (!context.json) {
      draw(context, seen, new Date());
      if (usage) context.out.table([[], ...usageRows(usage)]);
    }
    return summary.healthy === summary.expected ? EXIT.done : EXIT.findings;
  },
};

async function watch(context: Context, look: () => Promise<Observation>): Promise<ExitCode> {
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  let exit: ExitCode = EXIT.findings;
  while (!stop.signal.aborted) {
    const seen = await look();
    const { expected, healthy } = summarise(seen.services);
    exit = expected === healthy ? EXIT.done : EXIT.findings;
    if (process.stdout.isTTY) process.stdout.write("\u001b[H\u001b[2J");
    else context.out.line(new Date().toISOString());
    draw(context, seen, new Date());
    await pause(2000, undefined, { signal: stop.signal }).catch(() => {});
  }
  return exit;
}

function draw({ out, stack }: Context, seen: Observation, now: Date): void {
  out.table(statusRows(seen.services, now, out.paint));
  out.line();
  out.line(summaryLine(stack, summarise(seen.services)));
  for (const extra of seen.extra) out.line(out.paint("yellow", extraLine(stack, extra)));
}
