import { engine } from "../../engine/client.ts";
import { loadSettings } from "../../engine/load.ts";
import { portHolders } from "../../engine/port-holders.ts";
import { LABELS } from "../../infra/names.ts";
import { portRegistry, type PortEntry } from "../../infra/ports.ts";
import { portsMarkdown } from "../docs/ports.ts";
import { validServices } from "../docs/valid.ts";
import { EXIT, UsageError, type CommandSpec } from "../command.ts";
import { portRows, type HeldPort, type Publisher } from "../port-table.ts";

/** `ports`: the registry of host ports with the stack's offset, and what holds each now. */
export const ports: CommandSpec = {
  name: "ports",
  summary: "the registry of host ports",
  configure: (command) => void command.option("--markdown", "docs/ports.md on standard output"),
  async run(context, _args, options) {
    const services = await validServices(context);
    if (options.markdown === true) {
      if (context.json) throw new UsageError("--markdown and --json exclude each other: both are for standard output");
      process.stdout.write(portsMarkdown(services));
      return EXIT.done;
    }
    const settings = loadSettings(context.root, context.stack);
    const registry = portRegistry(services).map((entry) => ({ ...entry, port: entry.port + settings.portOffset }));
    const held = await holders(context.stack, registry);
    context.out.json({ stack: context.stack, portOffset: settings.portOffset, ports: held });
    if (!context.json) context.out.table(portRows(held, context.out.paint));
    return EXIT.done;
  },
};

async function holders(stack: string, registry: readonly PortEntry[]): Promise<HeldPort[]> {
  const [publishers, processes] = await Promise.all([published(stack), portHolders(registry.map((e) => e.port))]);
  return registry.map((entry) => {
    const publisher = publishers.find((p) => p.port === entry.port && p.protocol === entry.protocol);
    if (publisher) return { ...entry, holder: publisher.ours ? "ours" : "other", heldBy: publisher.words };
    const process = entry.protocol === "tcp" ? processes.get(entry.port) : undefined;
    return process === undefined ? { ...entry, holder: "free", heldBy: "" } : { ...entry, holder: "other", heldBy: process };
  });
}

/** Ports that the engine publishes; none where no engine answers. */
async function published(stack: string): Promise<Publisher[]> {
  const containers = await engine().listContainers().catch(() => []);
  return containers.flatMap((c) =>
    c.Ports.flatMap((p) => (p.PublicPort ? [{ port: p.PublicPort, protocol: p.Type, ours: c.Labels[LABELS.stack] === stack, words: `container ${c.Names[0]?.slice(1) ?? c.Id.slice(0, 12)}` }] : [])),
  );
}
