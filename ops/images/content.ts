/** `images content`: one digest of what an image holds and how it starts, equal for equal inputs whenever and wherever it was built. */
import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import type Docker from "dockerode";
import { extract, type Header } from "tar-stream";
import { engine } from "../../engine/client.ts";
import { loadStack } from "../../engine/load.ts";
import { digest } from "../../infra/digest.ts";
import { sortedJson } from "../../infra/sorted-json.ts";
import { EXIT, type Context, type ExitCode } from "../command.ts";
import { readImage, removeOrphans } from "../transient.ts";
import { INODE_CACHE } from "./canonical.ts";
import { localImages } from "./local.ts";
import { imageEntries } from "./model.ts";
import { chosen, sayMissing } from "./sbom.ts";

/** By path: kind, mode, owner, link and the SHA-256 of the bytes; no time. */
export type Entries = ReadonlyMap<string, string>;

export async function listContents(context: Context, names: readonly string[]): Promise<ExitCode> {
  const { plan } = await loadStack(context.root, context.stack);
  const all = await localImages(engine(), chosen(imageEntries(plan), names));
  const missing = all.filter((i) => !i.built).map((i) => i.name);
  await removeOrphans(engine(), (text) => context.out.line(text));
  const images: { name: string; reference: string; content: string; entries: number }[] = [];
  for (const { name, reference } of all.filter((i) => i.built)) images.push({ name, reference, ...(await imageContent(engine(), reference)) });
  context.out.table([["IMAGE", "TAG", "CONTENT", "FILES"], ...images.map((i) => [i.name, i.reference, i.content, String(i.entries)])]);
  sayMissing(context, missing);
  context.out.json({ stack: plan.stack, images, missing });
  return EXIT.done;
}

/** The digest over an image's files and its configuration, and how many files there are. */
export async function imageContent(docker: Docker, image: string): Promise<{ readonly content: string; readonly entries: number }> {
  const { Config } = await docker.getImage(image).inspect();
  const entries = await readImage(docker, image, entriesOf);
  return { content: `sha256:${contentDigest(entries, Config as unknown as Record<string, unknown>)}`, entries: entries.size };
}

/** What the engine fills in for the container of a build's last step, and says nothing of the image. */
const NOT_CONFIGURATION: ReadonlySet<string> = new Set(["Hostname", "Domainname", "Image", "AttachStdin", "AttachStdout", "AttachStderr", "Tty", "OpenStdin", "StdinOnce", "ArgsEscaped"]);

/** The order of entries says nothing, nor does a field that is empty: builders differ in both. */
export function contentDigest(entries: Entries, config: Readonly<Record<string, unknown>>): string {
  const lines = [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).flat();
  return digest([sortedJson(Object.fromEntries(Object.entries(config).filter(([key]) => !NOT_CONFIGURATION.has(key))), (field) => !empty(field)), ...lines]);
}

const empty = (field: unknown) => field === undefined || field === null || field === "" || (typeof field === "object" && Object.keys(field).length === 0);

/** What a container of the image would see. @param archive a file system as a tar. */
export async function entriesOf(archive: Readable): Promise<Entries> {
  const entries = new Map<string, string>();
  const parser = extract();
  archive.on("error", (error: Error) => parser.destroy(error)).pipe(parser);
  for await (const entry of parser) {
    const hash = createHash("sha256");
    for await (const chunk of entry) hash.update(chunk as Buffer);
    const path = entry.header.name.replace(/^\.?\//, "").replace(/\/$/, "");
    if (path !== INODE_CACHE) entries.set(path, described(entry.header, hash.digest("hex")));
  }
  return entries;
}

function described({ type, mode = 0, uid, gid, linkname = "", devmajor = 0, devminor = 0 }: Header, sha256: string): string {
  return [type, mode.toString(8), uid, gid, linkname ?? "", type.endsWith("device") ? `${devmajor}:${devminor}` : "", sha256].join(" ");
}
