/** An image's archive rewritten so that equal contents have equal bytes: no time of a build, no id of a builder's container. */
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { readFile, rm, stat } from "node:fs/promises";
import { join, posix } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { extract, pack, type Header } from "tar-stream";
import { sortedJson } from "../../infra/sorted-json.ts";

/** Times after this one are set to it; those of Debian's packages are older, and Python compares them with its bytecode's. */
const LATEST = new Date("2026-01-01T00:00:00Z");

/** A cache of ldconfig's own that holds inode numbers. */
export const INODE_CACHE = "var/cache/ldconfig/aux-cache";

/** What says how an image was built, and not what it is. */
const OF_THE_BUILD: ReadonlySet<string> = new Set(["container", "container_config", "docker_version", "id", "parent"]);

/** The engine's archive of one image, taken apart: `manifest.json` names the others (image-spec v1.2 of moby, also in archives that are OCI layouts). */
interface Saved {
  readonly manifest: { readonly Config: string; readonly Layers: readonly string[] };
  /** The file that holds an entry of the archive. */
  file(entry: string): string;
}

export interface CanonicalImage {
  /** What `docker images` says once it is loaded: the digest of its configuration. */
  readonly id: string;
  /** Digest of the archive. */
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * @param saved what `docker save` of one image writes
 * @param scratch an empty folder, big enough for the image twice
 * @param tag the archive's name of the image
 * @param file where the archive is written, which `docker load` takes
 */
export async function writeCanonical(saved: Readable, scratch: string, tag: string, file: string): Promise<CanonicalImage> {
  const image = await takeApart(saved, scratch);
  const sources = image.manifest.Layers.map((entry) => image.file(entry));
  const layers = new Map<string, { readonly digest: string; readonly file: string }>();
  for (const source of new Set(sources)) {
    const path = join(scratch, `layer-${layers.size}.tar`);
    layers.set(source, { digest: await rewriteLayer(source, path), file: path });
    await rm(source);
  }
  const digests = sources.map((source) => layers.get(source)!.digest);
  const config = configuration(JSON.parse(await readFile(image.file(image.manifest.Config), "utf8")) as Config, digests);
  const id = createHash("sha256").update(config).digest("hex");
  const manifest = JSON.stringify([{ Config: `${id}.json`, RepoTags: [tag], Layers: digests.map((digest) => `${digest}.tar`) }]);

  const archive = pack();
  const written = toFile(archive as unknown as Readable, file);
  const header = { mode: 0o644, mtime: LATEST };
  for (const [name, text] of [[`${id}.json`, config], ["manifest.json", manifest]] as const) archive.entry({ ...header, name }, text);
  const once = new Map([...layers.values()].map((l) => [l.digest, l.file]));
  for (const [digest, path] of once) await pipeline(createReadStream(path), archive.entry({ ...header, name: `${digest}.tar`, size: (await stat(path)).size }));
  archive.finalize();
  return { id: `sha256:${id}`, ...(await written) };
}

async function takeApart(saved: Readable, scratch: string): Promise<Saved> {
  const files = new Map<string, string>();
  const links = new Map<string, string>();
  const parser = extract();
  saved.on("error", (error: Error) => parser.destroy(error)).pipe(parser);
  for await (const entry of parser) {
    const { name, type, linkname } = entry.header;
    // A layer that the image has twice is a link in archives of older engines.
    if (type === "symlink" || type === "link") links.set(name, type === "link" ? linkname! : posix.join(posix.dirname(name), linkname!));
    if (type !== "file") {
      entry.resume();
      continue;
    }
    files.set(name, join(scratch, `entry-${files.size}`));
    await pipeline(entry, createWriteStream(files.get(name)!));
  }
  const file = (name: string): string => {
    const path = files.get(links.get(name) ?? name);
    if (path === undefined) throw new Error(`the engine's archive has no ${name}`);
    return path;
  };
  const [manifest] = JSON.parse(await readFile(file("manifest.json"), "utf8")) as [Saved["manifest"]];
  return { manifest, file };
}

/** Returns the digest of what it wrote. */
async function rewriteLayer(from: string, to: string): Promise<string> {
  const layer = pack();
  const written = toFile(layer as unknown as Readable, to);
  const parser = extract();
  const source = createReadStream(from);
  const plain = (await isGzip(from)) ? source.pipe(createGunzip()) : source;
  [source, plain].forEach((stream) => stream.on("error", (error: Error) => parser.destroy(error)));
  plain.pipe(parser);
  for await (const entry of parser) {
    if (withoutDot(entry.header.name) === INODE_CACHE) entry.resume();
    else if (entry.header.type === "file") await pipeline(entry, layer.entry(headerOf(entry.header)));
    else {
      layer.entry(headerOf(entry.header));
      entry.resume();
    }
  }
  layer.finalize();
  return (await written).sha256;
}

const withoutDot = (path: string) => path.replace(/^\.?\//, "");

function headerOf({ pax, ...header }: Header): Header {
  const attributes = Object.entries((pax ?? {}) as Readonly<Record<string, string>>).filter(([key]) => key.startsWith("SCHILY.xattr.")).sort(([a], [b]) => (a < b ? -1 : 1));
  const { mtime } = header;
  const kept = { ...header, uname: "", gname: "", mtime: mtime !== undefined && mtime < LATEST ? new Date(Math.floor(mtime.getTime() / 1000) * 1000) : LATEST };
  return attributes.length > 0 ? ({ ...kept, pax: Object.fromEntries(attributes) } as Header) : kept;
}

interface Config {
  readonly config?: Readonly<Record<string, unknown>>;
  readonly history?: readonly Readonly<Record<string, unknown>>[];
  readonly [key: string]: unknown;
}

/** Keys sorted, no time but the fixed one. */
function configuration(from: Config, layers: readonly string[]): string {
  const created = LATEST.toISOString();
  const kept = Object.fromEntries(Object.entries(from).filter(([key]) => !OF_THE_BUILD.has(key)));
  const { Hostname: _, Domainname: __, Image: ___, ...config } = from.config ?? {};
  const whole = { ...kept, created, config, history: (from.history ?? []).map((step) => ({ ...step, created })), rootfs: { type: "layers", diff_ids: layers.map((digest) => `sha256:${digest}`) } };
  return sortedJson(whole);
}

async function isGzip(path: string): Promise<boolean> {
  for await (const chunk of createReadStream(path, { end: 1 })) return (chunk as Buffer).equals(Buffer.from([0x1f, 0x8b]));
  return false;
}

async function toFile(stream: Readable, path: string): Promise<{ readonly sha256: string; readonly bytes: number }> {
  const hash = createHash("sha256");
  let bytes = 0;
  await pipeline(
    stream,
    async function* (source: AsyncIterable<Buffer>) {
      for await (const chunk of source) {
        hash.update(chunk);
        bytes += chunk.length;
        yield chunk;
      }
    },
    createWriteStream(path),
  );
  return { sha256: hash.digest("hex"), bytes };
}
