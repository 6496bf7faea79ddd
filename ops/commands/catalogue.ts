import { loadSettings, planOffline } from "../../engine/load.ts";
import { validServices } from "../docs/valid.ts";
import { servicesMarkdown } from "../docs/services.ts";
import type { StackPlan } from "../../infra/plan-types.ts";
import { formatCpus, formatMebibytes } from "../../infra/units.ts";
import { counted } from "../../infra/words.ts";
import { EXIT, UsageError, type CommandSpec } from "../command.ts";
import { dot } from "../graph/dot.ts";
import { mermaid } from "../graph/mermaid.ts";
import { graphModel, type GraphModel } from "../graph/model.ts";
import { svg } from "../graph/svg.ts";
import { plannedImage } from "../observe.ts";
import { profileWords } from "../profiles.ts";

const GRAPHS: Readonly<Record<string, (graph: GraphModel) => string>> = { svg, mermaid, dot };

/** `catalogue`: the services as planned, or their picture; needs no engine. */
export const catalogue: CommandSpec = {
  name: "catalogue",
  summary: "the services as planned; --graph draws them",
  configure: (command) => void command.option("--graph <form>", "the picture on standard output: svg, mermaid or dot").option("--markdown", "docs/services.md on standard output: every service, whatever the profile"),
  async run(context, _args, options) {
    const form = options.graph === undefined ? undefined : String(options.graph);
    const draw = form === undefined ? undefined : Object.hasOwn(GRAPHS, form) ? GRAPHS[form] : undefined;
    if (form !== undefined && !draw) throw new UsageError(`--graph is svg, mermaid or dot, not "${form}"`);
    if (draw && context.json) throw new UsageError("--graph and --json exclude each other: both are for standard output");
    if (options.markdown === true) {
      if (draw || context.json) throw new UsageError("--markdown, --graph and --json exclude each other: all are for standard output");
      process.stdout.write(servicesMarkdown(await validServices(context)));
      return EXIT.done;
    }
    const plan = await planOffline(context.root, context.stack);
    if (draw) process.stdout.write(draw(graphModel(plan)));
    else if (context.json) context.out.json({ stack: plan.stack, services: plan.services });
    else {
      context.out.table(catalogueRows(plan));
      context.out.line();
      context.out.line(`${counted(plan.services.length, "service")} of ${profileWords(loadSettings(context.root, context.stack).profiles)}; images from ${plan.source}`);
    }
    return EXIT.done;
  },
};

/** The head and a row for every service, by tier and name. */
export function catalogueRows(plan: StackPlan): string[][] {
  const sorted = [...plan.services].sort((a, b) => a.tier - b.tier || a.name.localeCompare(b.name));
  return [
    ["SERVICE", "TIER", "PROFILE", "CPUS", "MEMORY", "PORTS", "NETWORKS", "NEEDS", "IMAGE", "NOTE"],
    ...sorted.map((s) => [
      s.name,
      String(s.tier),
      s.profile,
      formatCpus(s.cpus),
      formatMebibytes(s.memory),
      s.ports.map((p) => `${p.external}->${p.internal}`).join(" "),
      s.networks.map((n) => n.key).join(" "),
      s.dependsOn.join(" "),
      plannedImage(plan, s),
      [s.standIn ? `stand-in: ${s.standIn}` : "", s.labLimit ? `limit: ${s.labLimit}` : ""].filter(Boolean).join("; "),
    ]),
  ];
}
