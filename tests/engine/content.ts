/** What an image holds, apart from times: one digest for the same paths, kinds, modes, owners and contents. */
import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type Docker from "dockerode";
import { extract, type Header } from "tar-stream";

type Entries = Map<string, string>;

/** Entries of all layers, the upper ones over the lower ones, by path. */
export async function contentOf(docker: Docker, image: string): Promise<Entries> {
  const layers = new Map<string, Entries>();
  let order: string[] = [];
  await each((await docker.getImage(image).get()) as unknown as Readable, async ({ name }, body) => {
    if (name.endsWith("layer.tar")) layers.set(name, await layerEntries(body));
    else if (name === "manifest.json") order = (JSON.parse((await all(body)).toString("utf8")) as { Layers: string[] }[])[0]!.Layers;
    else await all(body);
  });
  return new Map(order.flatMap((layer) => [...(layers.get(layer) ?? [])]));
}

async function layerEntries(layer: Readable): Promise<Entries> {
  const entries: Entries = new Map();
  await each(layer, async ({ name, type, mode = 0, uid, gid, linkname = "" }, body) => {
    const hash = createHash("sha256");
    for await (const chunk of body) hash.update(chunk as Buffer);
    entries.set(name, [type, mode.toString(8), uid, gid, linkname, hash.digest("hex")].join(" "));
  });
  return entries;
}

/** Calls for each entry of an archive, one after another. */
async function each(archive: Readable, visit: (header: Header, body: Readable) => Promise<void>): Promise<void> {
  const parser = extract();
  parser.on("entry", (header, body, next) => void visit(header, body as unknown as Readable).then(() => next(), next));
  await pipeline(archive, parser);
}

async function all(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
