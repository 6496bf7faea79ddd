import type { Command } from "commander";
import { engine } from "../../engine/client.ts";
import { loadStack } from "../../engine/load.ts";
import { formatBytes } from "../../infra/units.ts";
import { counted } from "../../infra/words.ts";
import { EXIT, UsageError, type CommandSpec, type Context, type ExitCode } from "../command.ts";
import { buildImages } from "../images/build.ts";
import { listContents } from "../images/content.ts";
import { sizesOf, type Sizes } from "../images/layers.ts";
import { imageRows, localImages, measure } from "../images/local.ts";
import { lockImages } from "../images/lock.ts";
import { imageEntries } from "../images/model.ts";
import { listLicences } from "../images/licences.ts";
import { packImages } from "../images/pack.ts";
import { pushImages } from "../images/push.ts";
import { GATES, scanImages, type Gate } from "../images/scan.ts";
import { FORMATS, writeSboms, type Format } from "../images/sbom.ts";
import { refuseForeign } from "../options.ts";

const ACTIONS = ["build", "list", "sizes", "lock", "push", "content", "pack", "sbom", "licences", "scan"] as const;
const TAKES_NAMES: ReadonlySet<unknown> = new Set(["build", "push", "content", "pack", "sbom", "licences", "scan"]);

export const images: CommandSpec = {
  name: "images",
  summary: "the stack's images: build, list, sizes, lock, push, content, pack, sbom, licences, scan",
  configure: (command: Command) =>
    void command
      .argument("<action>", ACTIONS.join(", "))
      .argument("[names...]", "images to build, push or look into; default: all")
      .option("--check", "lock: only compare; exit 2 when a digest moved or is missing")
      .option("--accept <reference>", "lock: take over the new digest of this reference; may be repeated", (reference: string, all: string[]) => [...all, reference], [])
      .option("--out <folder>", "pack: where the archives are written")
      .option("--format <name>", `sbom: ${Object.keys(FORMATS).join(" or ")}; default: cyclonedx`)
      .option("--database <file>", "scan: a file of OSV records, instead of a scanner's or OSV's own database")
      .option("--fail-on <severity>", `scan: exit 2 from this severity on: ${GATES.join(", ")}; default: high`),
  async run(context, [action, words], options) {
    const names = words as string[];
    const accept = options.accept as string[];
    if (!ACTIONS.includes(action as never)) throw new UsageError(`"${String(action)}" is not one of ${ACTIONS.join(", ")}`);
    if (names.length > 0 && !TAKES_NAMES.has(action)) throw new UsageError(`images ${String(action)} takes no names`);
    refuseForeign("images", String(action), options, OPTION_OF);
    if (action === "pack" && options.out === undefined) throw new UsageError("images pack needs --out FOLDER");
    if (options.check === true && accept.length > 0) throw new UsageError("--check and --accept exclude each other: a check writes nothing");
    switch (action as (typeof ACTIONS)[number]) {
      case "build":
        return buildImages(context, names);
      case "list":
        return list(context);
      case "sizes":
        return sizes(context);
      case "lock":
        return lockImages(context, { check: options.check === true, accept });
      case "push":
        return pushImages(context, names);
      case "content":
        return listContents(context, names);
      case "pack":
        return packImages(context, names, String(options.out));
      case "sbom":
        return writeSboms(context, names, formatOf(options.format));
      case "licences":
        return listLicences(context, names);
      case "scan":
        return scanImages(context, names, { database: options.database as string | undefined, failOn: severityOption(options.failOn) });
    }
  },
};

/** The action that an option belongs to, by its name on the command line. */
const OPTION_OF: Readonly<Record<string, (typeof ACTIONS)[number]>> = { check: "lock", accept: "lock", out: "pack", format: "sbom", database: "scan", "fail-on": "scan" };

function formatOf(name: unknown = "cyclonedx"): Format {
  if (!Object.hasOwn(FORMATS, String(name))) throw new UsageError(`--format ${String(name)}: one of ${Object.keys(FORMATS).join(", ")}`);
  return name as Format;
}

function severityOption(name: unknown = "high"): Gate {
  if (!GATES.includes(name as Gate)) throw new UsageError(`--fail-on ${String(name)}: one of ${GATES.join(", ")}`);
  return name as Gate;
}

async function list(context: Context): Promise<ExitCode> {
  const { plan } = await loadStack(context.root, context.stack);
  const found = await localImages(engine(), imageEntries(plan));
  context.out.table(imageRows(found));
  context.out.line(`\n${found.filter((i) => i.built).length} of ${found.length} images are here, images from ${plan.source}`);
  context.out.json({ stack: plan.stack, source: plan.source, images: found });
  return EXIT.done;
}

async function sizes(context: Context): Promise<ExitCode> {
  const { plan } = await loadStack(context.root, context.stack);
  const entries = imageEntries(plan).filter((e) => e.services.length > 0);
  const measured = await measure(engine(), entries);
  const found = sizesOf(measured);
  const missing = entries.filter((e) => !measured.some((m) => m.name === e.name)).map((e) => e.name);
  context.out.table(sizeRows(found));
  context.out.line(`\n${sizeLine(found)}`);
  if (missing.length > 0) context.out.line(`not counted, because they are not here: ${missing.join(", ")}`);
  context.out.json({ stack: plan.stack, ...found, missing });
  return EXIT.done;
}

export function sizeRows({ images: rows }: Sizes): string[][] {
  return [["IMAGE", "SERVICES", "SIZE", "SHARED", "UNIQUE"], ...rows.map((r) => [r.name, String(r.services), ...[r.bytes, r.shared, r.unique].map(formatBytes)])];
}

export function sizeLine({ images: rows, services, onDisk, alone }: Sizes): string {
  const part = alone === 0 ? 0 : Math.round((100 * onDisk) / alone);
  return `on disk: ${formatBytes(onDisk)} in ${counted(rows.length, "image")} for ${counted(services, "service")}; each service built alone: ${formatBytes(alone)} (${part} %)`;
}
