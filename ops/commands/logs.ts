import { once } from "node:events";
import { Writable } from "node:stream";
import type Docker from "dockerode";
import { engine } from "../../engine/client.ts";
import { demultiplex } from "../../engine/failure.ts";
import { checkoutId } from "../../engine/facts.ts";
import { loadCatalogue, loadSettings } from "../../engine/load.ts";
import { containerName, isOurs, LABELS, madeBy, type Owner } from "../../infra/names.ts";
import { refuseUnchosen } from "../chosen.ts";
import { EXIT, OperationError, UsageError, type CommandSpec, type Context } from "../command.ts";

/** `logs SERVICE`: what the service wrote, to standard output as it is. */
export const logs: CommandSpec = {
  name: "logs",
  summary: "the log of a service",
  configure: (command) =>
    void command.argument("<service>", "its name in the catalogue").option("-f, --follow", "go on until Ctrl-C").option("-n, --tail <lines>", "how many of the last lines; all for every line", "100"),
  async run(context, [word], options) {
    const service = String(word);
    const tail = tailOf(options.tail);
    const follow = options.follow === true;
    if (follow && context.json) throw new UsageError("--follow and --json exclude each other: one JSON document ends");
    const container = await find(context, service);
    const wanted = { stdout: true, stderr: true, ...(tail === undefined ? {} : { tail }) } as const;
    if (follow) await stream(container, wanted, service);
    else {
      const text = demultiplex((await container.logs({ ...wanted, follow: false })) as unknown as Buffer);
      if (context.json) context.out.json({ stack: context.stack, service, lines: text.split("\n").filter((line, i, all) => line !== "" || i < all.length - 1) });
      else await write(text);
    }
    return EXIT.done;
  },
};

/** The number for the engine; undefined for every line. */
export function tailOf(value: unknown): number | undefined {
  const text = String(value);
  if (text === "all") return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`--tail is a number of lines or all, not "${text}"`);
  return Number(text);
}

/** The service's container, also one that is stopped or no longer in the catalogue. */
async function find({ root, home, stack }: Context, service: string): Promise<Docker.Container> {
  const filters = { label: [`${LABELS.stack}=${stack}`, `${LABELS.service}=${service}`] };
  const chosen = ours(await engine().listContainers({ all: true, filters }), { stack, checkout: checkoutId(home) }, service);
  if (chosen) return engine().getContainer(chosen.Id);
  const settings = loadSettings(root, stack);
  refuseUnchosen(stack, [service], await loadCatalogue(root, settings), settings.profiles);
  throw new OperationError(`service ${service} of stack ${stack} has no container, so it has no log\n  fix: ./sutazai up --stack ${stack} makes it; ./sutazai status --stack ${stack} shows the others`);
}

/** @throws OperationError when only another checkout has a container of the service. */
export function ours<T extends Pick<Docker.ContainerInfo, "Id" | "Names" | "Labels">>(found: readonly T[], owner: Owner, service: string): T | undefined {
  const own = found.filter(({ Labels }) => isOurs(Labels, owner));
  const [theirs] = found;
  if (own.length === 0 && theirs) {
    const name = theirs.Names[0]!.slice(1);
    throw new OperationError(`service ${service} of stack ${owner.stack} has no container of this checkout; ${name} is ${madeBy(theirs.Labels)}\n  fix: read it there, or by its name: docker logs ${name}`);
  }
  return own.find(({ Names }) => Names.includes(`/${containerName(owner.stack, service)}`)) ?? own[0];
}

async function stream(container: Docker.Container, wanted: { stdout: true; stderr: true; tail?: number }, service: string): Promise<void> {
  const source = await container.logs({ ...wanted, follow: true });
  const stop = () => (source as unknown as { destroy(): void }).destroy();
  process.once("SIGINT", stop);
  // The reader may go before the service does: `logs -f x | head`.
  process.stdout.once("error", stop);
  const sink = new Writable({ write: (chunk: Buffer, _encoding, done) => void process.stdout.write(chunk, () => done()) });
  engine().modem.demuxStream(source, sink, sink);
  await Promise.race([once(source, "end"), once(source, "close")]).catch((error: unknown) => {
    throw new OperationError(`the log of ${service} broke off: ${error instanceof Error ? error.message : String(error)}`);
  });
}

function write(text: string): Promise<void> {
  return new Promise((resolve, reject) => process.stdout.write(text, (error) => (error && (error as NodeJS.ErrnoException).code !== "EPIPE" ? reject(error) : resolve())));
}
