/** `images sbom`: a bill of materials of every image, by syft, read from the engine. */
import { access, mkdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { engine } from "../../engine/client.ts";
import { loadStack } from "../../engine/load.ts";
import { EnvironmentError, EXIT, OperationError, UsageError, type Context, type ExitCode } from "../command.ts";
import { nearest } from "../../infra/nearest.ts";
import { run, tail } from "../toolchain/run.ts";
import { localImages, type LocalImage } from "./local.ts";
import { imageEntries } from "./model.ts";
import { ensureSyft } from "./syft.ts";

/** Formats by the name on the command line: syft's own name and the file's ending. */
export const FORMATS = { cyclonedx: { syft: "cyclonedx-json", ending: "cdx.json" }, spdx: { syft: "spdx-json", ending: "spdx.json" } } as const;
export type Format = keyof typeof FORMATS;

const AT_ONCE = 2;
const SCAN_TIMEOUT_MS = 600_000;

export interface Sbom {
  readonly image: LocalImage;
  readonly file: string;
}

export interface Sboms {
  readonly stack: string;
  readonly sboms: readonly Sbom[];
  /** Images of the plan that the engine does not have. */
  readonly missing: readonly string[];
}

/** `images sbom`: writes the documents below the home folder and says where. */
export async function writeSboms(context: Context, names: readonly string[], format: Format): Promise<ExitCode> {
  const { stack, sboms, missing } = await makeSboms(context, names, format);
  context.out.table([["IMAGE", "FILE"], ...sboms.map(({ image, file }) => [image.name, relative(process.cwd(), file)])]);
  sayMissing(context, missing);
  context.out.json({ stack, format, images: sboms.map(({ image, file }) => ({ name: image.name, reference: image.reference, file })), missing });
  return EXIT.done;
}

/** What could not be looked at is said, every time. */
export function sayMissing(context: Context, missing: readonly string[]): void {
  if (missing.length > 0) context.out.line(`not looked at, because the engine does not have them: ${missing.join(", ")}`);
}

/**
 * A document for each named image, default all of the stack. One that was made of the same image before is used again: an image's id names its content.
 * @throws UsageError for an unknown name. @throws EnvironmentError when the engine has none of them.
 */
export async function makeSboms(context: Context, names: readonly string[], format: Format): Promise<Sboms> {
  const { plan } = await loadStack(context.root, context.stack);
  const images = await localImages(engine(), chosen(imageEntries(plan), names));
  const here = images.filter((i) => i.built);
  const missing = images.filter((i) => !i.built).map((i) => i.name);
  if (here.length === 0) throw new EnvironmentError(`the engine has none of the images: ${missing.join(", ")}`, `./sutazai images build --stack ${context.stack}`);
  const syft = await ensureSyft(context);
  const left = [...here];
  const sboms: Sbom[] = [];
  const worker = async () => {
    for (let image = left.shift(); image !== undefined; image = left.shift()) sboms.push({ image, file: await makeSbom(context, syft, image, format) });
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { stack: plan.stack, sboms: sboms.sort((a, b) => a.image.name.localeCompare(b.image.name)), missing };
}

/** The entries of these names; all when none is named. */
export function chosen<T extends { readonly name: string }>(entries: readonly T[], names: readonly string[]): T[] {
  const known = entries.map((e) => e.name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new UsageError(unknown.map((name) => `no image is called "${name}"; ${nearestOf(name, known)}`).join("\n"));
  return entries.filter((e) => names.length === 0 || names.includes(e.name));
}

function nearestOf(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return near.length > 0 ? `nearest: ${near.join(", ")}` : "./sutazai images list has the names";
}

async function makeSbom(context: Context, syft: string, image: LocalImage, format: Format): Promise<string> {
  const { Id } = await engine().getImage(image.reference).inspect();
  const folder = join(context.home, "sbom");
  const file = join(folder, `${image.name.replace(/[^\w.-]+/g, "_")}-${Id.slice(7, 19)}.${FORMATS[format].ending}`);
  if (await access(file).then(() => true, () => false)) return file;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return context.out.step(`list of what ${image.name} holds`, async () => {
    const argv = [syft, "scan", `docker:${image.reference}`, "--quiet", "--output", `${FORMATS[format].syft}=${file}`];
    // Packages, not the 3,000 files that they consist of.
    const result = await run(argv, { env: { ...process.env, SYFT_FILE_METADATA_SELECTION: "none", SYFT_CHECK_FOR_APP_UPDATE: "false" }, timeoutMs: SCAN_TIMEOUT_MS });
    if (result.code !== 0) throw new OperationError(`syft could not read ${image.reference} (exit code ${result.code})\n${tail(result)}`);
    return file;
  });
}
