/** `images pack`: images as archives for another machine, each with an id that is equal wherever and whenever the same was built. */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import type { Readable } from "node:stream";
import type Docker from "dockerode";
import { engine } from "../../engine/client.ts";
import { loadStack } from "../../engine/load.ts";
import { reasonOf } from "../../infra/system-errors.ts";
import { formatBytes } from "../../infra/units.ts";
import { EnvironmentError, EXIT, OperationError, type Context, type ExitCode } from "../command.ts";
import { writeCanonical, type CanonicalImage } from "./canonical.ts";
import { localImages } from "./local.ts";
import { imageEntries } from "./model.ts";
import { chosen, sayMissing } from "./sbom.ts";

/** Writes NAME.tar for each named image, default all that the engine has, one after another; an archive that is there is replaced when the new one is whole. */
export async function packImages(context: Context, names: readonly string[], folder: string): Promise<ExitCode> {
  const { plan } = await loadStack(context.root, context.stack);
  const all = await localImages(engine(), chosen(imageEntries(plan), names));
  const missing = all.filter((i) => !i.built).map((i) => i.name);
  const here = all.filter((i) => i.built);
  if (here.length === 0) throw new EnvironmentError(`the engine has none of the images: ${missing.join(", ")}`, `./sutazai images build --stack ${context.stack}`);
  const images: (CanonicalImage & { name: string; reference: string; file: string })[] = [];
  await writingTo(folder, async () => {
    for (const { name, reference } of here) {
      const file = join(folder, `${name.replace(/[^\w.-]+/g, "_")}.tar`);
      const packed = await context.out.step(`packing ${name}`, () => packImage(engine(), reference, folder, file));
      images.push({ name, reference, file, ...packed });
    }
  });
  context.out.table([["IMAGE", "ID", "FILE", "SIZE", "SHA-256"], ...images.map((i) => [i.name, i.id, relative(process.cwd(), i.file), formatBytes(i.bytes), i.sha256])]);
  sayMissing(context, missing);
  context.out.json({ stack: plan.stack, images, missing });
  return EXIT.done;
}

/**
 * Makes the folder when it is missing, not those above it: Node's recursive mkdir never ends below /proc.
 * @throws OperationError for what the file system refuses; an engine that is gone is none of it.
 */
export async function writingTo<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    if (!existsSync(folder)) mkdirSync(folder);
    return await work();
  } catch (error) {
    const { code, syscall = "connect" } = error as NodeJS.ErrnoException;
    if (code === undefined || syscall === "connect") throw error;
    throw new OperationError(`the archives cannot be written to ${folder}: ${reasonOf(error)}\n  fix: --out names a folder that you may write, of which only the last part may be missing, with room for twice the largest image`);
  }
}

/** @param folder where the parts are kept meanwhile: about twice the image's size */
export async function packImage(docker: Docker, reference: string, folder: string, file: string): Promise<CanonicalImage> {
  const scratch = mkdtempSync(join(folder, ".packing-"));
  try {
    const whole = join(scratch, "whole.tar");
    const packed = await writeCanonical((await docker.getImage(reference).get()) as Readable, scratch, reference, whole);
    renameSync(whole, file);
    return packed;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
