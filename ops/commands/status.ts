import { setTimeout as pause } from "node:timers/promises";
import { engine } from "../../engine/client.ts";
import { loadStack } from "../../engine/load.ts";
import { EXIT, UsageError, type CommandSpec, type Context, type ExitCode } from "../command.ts";
import { observe, summarise, type Observation } from "../observe.ts";
import { extraLine, statusRows, summaryLine } from "../status-table.ts";

/** `status`: a line for every service; exit 2 unless all are healthy. */
export const status: CommandSpec = {
  name: "status",
  summary: "a line for every service",
  configure: (command) => void command.option("-w, --watch", "redraw every 2 seconds until Ctrl-C"),
  async run(context, _args, options) {
    const watching = options.watch === true;
    if (watching && context.json) throw new UsageError("--watch and --json exclude each other: one JSON document has one moment; repeat `status --json` instead");
    const { plan } = await loadStack(context.root, context.stack);
    const look = () => observe(plan, engine());
    if (watching) return watch(context, look);
    const seen = await look();
    const summary = summarise(seen.services);
    context.out.json({ stack: plan.stack, summary, services: seen.services, extra: seen.extra });
    if (!context.json) draw(context, seen, new Date());
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
  for (const extra of seen.extra) out.line(out.paint("yellow", extraLine(extra)));
}
